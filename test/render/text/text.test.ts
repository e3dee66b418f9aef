import stringWidth from 'string-width';
import { afterEach, describe, expect, test } from 'vitest';
import type { Timeline } from '../../../src/model/timeline.ts';
import { escapeForTerminal } from '../../../src/render/escape.ts';
import { renderHosts } from '../../../src/render/text/hosts.ts';
import { renderText } from '../../../src/render/text/explain.ts';
import { span } from '../../../src/render/time/span.ts';
import { moment } from '../../../src/render/time/zoned-time.ts';
import type { TextOptions } from '../../../src/render/text/options.ts';
import { mergedStory } from '../merged-story.ts';
import { at, crashLoop, doubtfulStory, hostileStory, link, NOW, start, timeline, widgetStory } from '../timeline-builder.ts';

function text(story: Timeline, options: Partial<TextOptions> = {}): string {
  return renderText(story, { now: NOW, columns: 80, colour: false, utc: true, all: false, quiet: false, ...options });
}

test('of several hosts, the table of all starts marks what is only possible as that of each host does', async () => {
  const merged = await mergedStory('socket-activation/back', 'widget-daemon/back');
  const said = renderHosts(merged, { now: merged.window.until, columns: 200, colour: false, utc: true, all: false, quiet: false });
  const [all = '', ...each] = said.split(/^── web/m);
  const doubtful = (lines: string): readonly string[] => lines.split('\n').filter((line) => / possible {2}/.test(line));
  expect(doubtful(all).length).toBeGreaterThan(0);
  expect(doubtful(all).length).toBe(each.flatMap(doubtful).length);
  for (const row of doubtful(all)) expect(row).toMatch(/ [a-z]+\? +possible .*, or /);
});

describe('transcripts', () => {
  test.each([
    ['widget-daemon', text(widgetStory())],
    ['widget-daemon-all-140', text(widgetStory(), { all: true, columns: 140 })],
    ['doubtful', text(doubtfulStory())],
    ['crash-loop', text(crashLoop())],
  ])('%s', async (name, said) => {
    await expect(said).toMatchFileSnapshot(`../expected/${name}.txt`);
  });
});

test('colour changes nothing but the look', () => {
  const coloured = text(widgetStory(), { colour: true });
  expect(coloured).toContain('\u001b[');
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(text(widgetStory()));
});

test.each([80, 100, 140])('fits %d columns', (columns) => {
  for (const story of [widgetStory(), doubtfulStory(), crashLoop()]) {
    for (const all of [false, true]) expect(linesWider(text(story, { columns, all }), columns)).toEqual([]);
  }
});

test('where it cannot fit, words stay whole, so that they can be copied', () => {
  const unit = `${'long-'.repeat(20)}name.service`;
  const said = text(timeline({ starts: [start(at('13:00:00'), [link('wanted-by', unit, 'widget-daemon.service')])] }));
  expect(said.match(new RegExp(unit, 'g'))).toHaveLength(3);
});

function linesWider(said: string, columns: number): readonly string[] {
  return said.split('\n').filter((line) => stringWidth(line) > columns);
}

test('no line ends in a blank', () => {
  expect(text(widgetStory())).not.toMatch(/[ \t]$/m);
});

test.each(['\u001b[2J', 'a\nb', '\u009b31m', '\u202eabc', '\r', '\ud800', '\u0007'])(
  'text from the machine cannot act on the terminal: %j',
  (evil) => {
    const said = text(hostileStory(evil), { all: true });
    expect(said).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u);
    expect(said.split('\n').length).toBe(text(hostileStory('#'.repeat(escapeForTerminal(evil).length)), { all: true }).split('\n').length);
  },
);

test('a replay says so first, and counts from its own end', () => {
  const story = { ...widgetStory(), replayOf: { path: 'incident.jsonl', recordedAt: at('13:30:00') } };
  const said = text(story, { now: at('09:00:00', '2027-01-01') });
  expect(said.split('\n')[0]).toMatch(/^This is a replay of incident\.jsonl, recorded Fri 2026-11-20 13:30:00 on web1/);
  expect(said).toContain('3min 11s before the end');
  expect(said).not.toContain('2027');
});

test('-a shows what was ruled out and why; without, only what still stands', () => {
  const why = 'ruled out: Restart= (widget-daemon.service), as the last stop was clean and Restart=on-failure';
  expect(text(widgetStory(), { all: true, columns: 140 })).toContain(why);
  expect(text(widgetStory(), { columns: 140 })).not.toContain('ruled out: ');
  expect(text(doubtfulStory())).toContain('or reconcile.timer may have elapsed');
});

test('what repeats itself is told once, and wholly with -a', () => {
  expect(text(crashLoop()).match(/● 13:00/g)).toHaveLength(1);
  expect(text(crashLoop(), { all: true }).match(/● 13:00/g)).toHaveLength(8);
});

test('repeats with another reason in between are not folded', () => {
  const loop = crashLoop();
  const events = loop.events.map((event, index) =>
    index === 3 ? { ...event, text: 'failed with result exit-code (exited 203/EXEC)' } : event,
  );
  expect(text({ ...loop, events })).toContain('203/EXEC');
});

test('several units name themselves on each line', () => {
  const both = widgetStory();
  const other = { id: 'db.service', askedFor: 'db' };
  const said = text({
    ...both,
    units: [...both.units, other],
    starts: [...both.starts, start(at('14:01:00'), [link('timer', 'db.timer', 'db.service')])],
  });
  expect(said).toContain('● db.service');
  expect(said).toContain('The last start of db.service');
  expect(said).toContain('widget-daemon.service was stopped');
});

test('instances of a template are told under it, by name', () => {
  const chain = [link('timer', 'sync.timer', 'sync@a+b.service')];
  const said = text(
    timeline({ units: [{ id: 'sync@.service', askedFor: 'sync@' }], starts: [start(at('14:01:00'), chain), start(at('14:02:00'), [])] }),
  );
  expect(said).toMatch(/starts {2}started once/);
  expect(said).toContain('sync.timer → sync@a+b.service');
});

test('a unit without starts', () => {
  expect(text(timeline())).toMatch(/starts {2}none since 13:30:00/);
});

describe('what is not known', () => {
  const socket = { mechanism: 'socket-activation', from: { kind: 'unit', unit: 'widget-daemon.socket' } } as const;
  const client = { mechanism: 'client-request', from: { kind: 'client' } } as const;
  const maybe = start(at('13:52:10'), [link(socket.mechanism, socket.from, 'widget-daemon.service', { strength: 'possible' })], {
    strength: 'possible',
    alternatives: [{ ...client, strength: 'possible', ruledOut: false, why: 'a client may have asked' }],
  });
  const known = start(at('14:00:28'), [link('timer', 'widget.timer', 'widget-daemon.service')]);
  const nameless = start(at('14:01:00'), [link('client-request', { kind: 'client' }, 'widget-daemon.service')]);

  test('is not counted as if it were, and the table and the story tell the other ways', () => {
    const said = text(timeline({ starts: [maybe, known] }));
    expect(said).toContain('started twice since 13:30:00: timer 1×, not known 1× (perhaps socket\n          or client)');
    expect(said).toMatch(/socket\? +possible +widget-daemon\.socket, or a client$/m);
    expect(said).toContain('or an unknown client may have asked systemd to start widget-daemon.service');
    expect(said).toContain('possible: configuration allows it, no more');
  });

  test('alone is said in so many words', () => {
    expect(text(timeline({ starts: [maybe] }))).toContain('not known (perhaps socket or client)');
  });

  test('a client without a name comes with what would name it the next time', () => {
    expect(text(timeline({ starts: [nameless] }))).toContain('ausearch -k whyalive');
    expect(text(timeline({ starts: [known] }))).not.toContain('ausearch');
  });
});

test('a unit came back only if it was seen to have been down before each start', () => {
  const previousEnd = { at: at('13:00:00'), deadForUsec: 1n, how: 'stopped' } as const;
  const again = start(at('14:00:00'), [link('timer', 'a.timer', 'widget-daemon.service')], { previousEnd });
  const counts = [{ unit: 'widget-daemon.service', starts: 4, atLeast: false }];
  expect(text(timeline({ starts: [again] }))).toContain('came back once');
  expect(text(timeline({ starts: [again], counts }))).toContain('started 4 times');
});

test.each([
  [{ id: 'a.service', askedFor: 'a' }, 'not loaded by the manager, so it is not running'],
  [{ id: 'a.service', askedFor: 'a', activeState: 'failed', mainPid: 7 }, 'now  failed\n'],
  [{ id: 'a.service', askedFor: 'a', activeState: 'active', mainPid: 7 }, 'now  active, main process 7\n'],
])('what a unit is doing: %#', (unit, said) => {
  expect(text(timeline({ units: [unit] }))).toContain(said);
});

test('quiet leaves out the hints', () => {
  expect(text(widgetStory(), { quiet: true })).not.toContain('-a shows');
});

test.each([
  [0n, '0s'],
  [400n, '400us'],
  [102_345n, '102ms'],
  [1_100_000n, '1.1s'],
  [31_003_564n, '31s'],
  [62_000_000n, '1min 2s'],
  [3_600_000_000n, '1h'],
  [93_784_000_000n, '1d 2h'],
  [-5_000_000n, '-5s'],
])('%d µs is %s', (usec, said) => {
  expect(span(usec)).toBe(said);
});

describe('zones', () => {
  const before = process.env['TZ'];
  afterEach(() => {
    process.env['TZ'] = before;
  });
  test('UTC is right where the local clock skips an hour, and local time is local', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const skipped = at('02:30:00', '2026-03-29');
    expect(moment(skipped, skipped, 'utc')).toBe('02:30:00');
    expect(moment(skipped, skipped, 'local')).toBe('04:30:00');
    expect(moment(at('23:30:00'), at('22:30:00'), 'local')).toBe('Sat 2026-11-21 00:30:00');
  });
});
