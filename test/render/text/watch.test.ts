import { expect, test } from 'vitest';
import { downWords } from '../../../src/render/words/events.ts';
import {
  renderWatchEvent,
  renderWatchGap,
  renderWatchHeader,
  renderWatchStartText,
  renderWatchSummaryText,
} from '../../../src/render/text/watch.ts';
import { escapeForTerminal } from '../../../src/render/escape.ts';
import { countStart, type WatchCount } from '../../../src/render/words/watch-summary.ts';
import { at, hostileStory, link, NOW, widgetStory } from '../timeline-builder.ts';

const OPTIONS = { columns: 80, colour: false, utc: true, several: false };

test('a session', async () => {
  const { starts, events } = widgetStory();
  const happened = [
    ...starts.map((start) => ({ at: start.at, line: renderWatchStartText(start, OPTIONS) })),
    ...events.map((event) => ({ at: event.at, line: renderWatchEvent(event, OPTIONS) })),
  ].sort((a, b) => Number(a.at.realtimeUsec - b.at.realtimeUsec));
  const counts = starts.reduce<readonly WatchCount[]>(countStart, []);
  const gaps = [{ from: at('14:01:00'), to: at('14:01:02'), source: 'system-bus', text: 'the manager re-executed itself' }] as const;
  const said = [
    renderWatchHeader(['widget-daemon.service'], at('13:30:00'), OPTIONS),
    ...happened.map(({ line }) => line),
    ...gaps.map((gap) => renderWatchGap(gap, OPTIONS)),
    renderWatchSummaryText({ units: ['widget-daemon.service'], since: at('13:30:00'), until: NOW, counts, gaps }, OPTIONS),
  ].join('');
  await expect(said).toMatchFileSnapshot('../expected/watch.txt');
});

test('a new day gets a line of its own', () => {
  const [event] = widgetStory().events;
  if (event === undefined) throw new Error('the story has events');
  expect(renderWatchEvent(event, { ...OPTIONS, previous: at('23:00:00', '2026-11-19') })).toMatch(/^ {2}Fri 2026-11-20\n/);
  expect(renderWatchEvent(event, { ...OPTIONS, previous: at('00:00:01') })).not.toContain('2026');
});

test('clients that nobody saw come with what would name them', () => {
  const { starts } = widgetStory();
  const [first] = starts;
  if (first === undefined) throw new Error('the story has starts');
  const unseen = { ...first, chain: [{ ...link('client-request', { kind: 'client' }, first.unit) }] };
  const summary = (counts: readonly WatchCount[]): string =>
    renderWatchSummaryText({ units: [first.unit], since: at('13:30:00'), until: NOW, counts, gaps: [] }, OPTIONS);
  expect(summary([first, unseen, unseen].reduce<readonly WatchCount[]>(countStart, []))).toMatch(/clients of 2 starts were\s+not seen/);
  expect(summary(countStart([], first))).not.toContain('audit');
});

test.each(['\u001b[2J', 'a\nb', '\u009b31m', '\u202eabc', '\r', '\u2066x'])(
  'text from the machine cannot act on the terminal of a watch: %j',
  (evil) => {
    const { starts, events, gaps } = hostileStory(evil);
    const [firstStart] = starts;
    if (firstStart === undefined) throw new Error('the story has starts');
    const gap = { from: at('14:01:00'), to: at('14:01:02'), source: 'journal', text: evil } as const;
    const said = [
      renderWatchHeader([evil], at('13:30:00'), OPTIONS),
      ...starts.map((start) => renderWatchStartText(start, { ...OPTIONS, several: true })),
      ...[...events, { unit: evil, at: NOW, kind: 'failed', text: evil, evidence: [] } as const].map((event) =>
        renderWatchEvent(event, OPTIONS),
      ),
      renderWatchGap(gap, OPTIONS),
      renderWatchSummaryText(
        { units: [evil], since: at('13:30:00'), until: NOW, counts: countStart([], { ...firstStart, unit: evil }), gaps },
        OPTIONS,
      ),
    ].join('');
    expect(said).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    expect(said).toContain(escapeForTerminal(evil));
  },
);

test.each([
  [{ how: 'exited', exitCode: 'killed', exitStatus: 15, exitStatusName: 'TERM' }, 'after 1s down: killed, 15/TERM'],
  [{ how: 'exited', exitCode: 'exited', exitStatus: 7 }, 'after 1s down: exited, 7'],
  [{ how: 'stopped', exitCode: 'killed', exitStatus: 15 }, 'after 1s down: stopped'],
  [{ how: 'unknown' }, 'after 1s down'],
] as const)('how a unit went down: %#', (end, said) => {
  expect(downWords({ at: NOW, deadForUsec: 1_000_000n, ...end })).toBe(said);
});
