import { describe, expect, it } from 'vitest';
import { writeReport, type ReportOptions } from '../../src/output/write-report.ts';
import { sourceSentence } from '../../src/render/words/phrases.ts';
import type { WatchRequest } from '../../src/command-line/commands.ts';
import { createWatchPrinter } from '../../src/output/watch-printer.ts';
import { FORMAT_NAMES, type OutputFormat } from '../../src/render/formats.ts';
import type { Timeline } from '../../src/model/timeline.ts';
import { recordedTimeline } from '../render/recorded-stories.ts';
import { terminalDouble } from './terminal-double.ts';

const whole = await recordedTimeline('widget-daemon/live');
const at = whole.window.until;
const GAP = { from: at, to: at, source: 'journal', text: 'journald restarted' } as const;
const NO_RIGHTS = {
  name: 'journal',
  status: 'missing',
  detail: 'no right to read it\u001b[2J',
  remedy: 'join the group systemd-journal',
} as const;
const WARNING = 'whyalive: the journal is missing (no right to read it\\x1b[2J), so less is sure; join the group systemd-journal\n';
const unread: Timeline = { ...whole, starts: [], events: [], counts: [], sources: [NO_RIGHTS, { name: 'system-bus', status: 'ok' }] };

const SILENT: readonly OutputFormat[] = ['cat', 'csv', 'dot', 'timesketch', 'otlp'];

async function said(timeline: Timeline, options: Partial<ReportOptions>): Promise<string> {
  const { terminal, written } = terminalDouble();
  await writeReport(timeline, { output: 'cat', now: at, utc: true, quiet: false, ...options }, terminal);
  return written.err;
}

describe.each(FORMAT_NAMES.map((output) => ({ output, isSilent: SILENT.includes(output) })))('-o $output', ({ output, isSilent }) => {
  it('says on standard error what could not be read where the document has no place for it, even with -q', async () => {
    expect(await said(unread, { output })).toBe(isSilent ? `${WARNING}whyalive: no start was found\n` : '');
    expect(await said(unread, { output, quiet: true })).toBe(isSilent ? WARNING : '');
  });

  it('says that there is more than it tells, and that there are gaps, unless -q is given', async () => {
    const unit = whole.starts[0]?.unit ?? '';
    const cut: Timeline = { ...whole, starts: whole.starts.slice(-2), counts: [{ unit, starts: 812, atLeast: true }], gaps: [GAP, GAP] };
    expect(await said(cut, { output })).toBe(
      isSilent
        ? 'whyalive: only the last 2 of at least 812 starts are told; -n all tells every one\n' +
            'whyalive: there are 2 gaps in what was seen, and starts in them may be missing; -o text tells when\n'
        : '',
    );
    expect(await said(cut, { output, quiet: true })).toBe('');
    expect(await said({ ...whole, gaps: [] }, { output })).toBe('');
  });
});

it('the sources of several hosts are told apart', () => {
  expect(sourceSentence({ name: 'unit-files', status: 'degraded', host: 'web2' })).toBe(
    'web2: the unit files are degraded, so less is sure',
  );
});

it('what was said while it was followed live is not said again', async () => {
  const alreadyReported = { sources: new Set([sourceSentence(NO_RIGHTS)]), story: true };
  expect(await said({ ...unread, gaps: [GAP] }, { alreadyReported })).toBe('');
  const another = { name: 'proc', status: 'degraded', detail: 'hidepid=2' } as const;
  expect(await said({ ...unread, sources: [NO_RIGHTS, another] }, { alreadyReported })).toBe(
    'whyalive: the list of processes in /proc is degraded (hidepid=2), so less is sure\n',
  );
});

it('where traces would have been posted, that nothing was found is said once', async () => {
  const otlpEndpoint = new URL('http://localhost:9');
  expect(await said(unread, { output: 'otlp', otlpEndpoint })).toBe(
    `${WARNING}whyalive: no start was found, so nothing was posted to localhost:9\n`,
  );
});

describe('a watch', () => {
  const printed = (output: OutputFormat, quiet: boolean) => {
    const { terminal, written } = terminalDouble();
    const request: WatchRequest = { command: 'watch', units: ['x'], output, quiet, utc: true, scope: 'system', traceExec: false };
    const printer = createWatchPrinter(request, terminal, ['x.service'], at, () => at);
    printer.header();
    printer.gap(GAP);
    printer.summary([GAP]);
    return written;
  };

  it.each([['cat'], ['json']] as const)('with -o %s says what it watches on standard error, with -q it does not', (output) => {
    expect(printed(output, false).err).toMatch(/^watching x\.service\n/);
    expect(printed(output, true).err).not.toContain('watching');
  });

  it('with -o cat tells gaps on standard error, even with -q', () => {
    for (const quiet of [false, true]) {
      const { out, err } = printed('cat', quiet);
      expect(out).toBe('');
      expect(err).toMatch(/not seen since .*journal: journald restarted\n$/);
    }
    expect(printed('json', true).err).toBe('');
  });
});
