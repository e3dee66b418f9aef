import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { escapeForTerminal } from '../../../src/render/escape.ts';
import { renderCatchJson } from '../../../src/render/json/catch.ts';
import { preventionOf } from '../../../src/render/words/keep-down.ts';
import { renderCatch, renderCatchWaiting } from '../../../src/render/text/catch.ts';
import schema from '../../../src/render/json/timeline.schema.json' with { type: 'json' };
import { caughtOf, type Caught, type Link, type Timeline, type UnitNow } from '../../../src/model/timeline.ts';
import { at, hostileStory, link, NOW, start, timeline, widgetStory } from '../timeline-builder.ts';

const OPTIONS = { now: NOW, columns: 80, colour: false, utc: true, all: false, quiet: false };
const UNIT = 'widget-daemon.service';
const SINCE = at('13:53:40');

const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
ajv.addSchema(schema);

function violations(caught: Caught): unknown {
  return ajv.validate<unknown>(`${schema.$id}#/$defs/catch`, JSON.parse(renderCatchJson(caught))) ? [] : ajv.errors;
}

/** The story of a wait that caught the last start. */
function started(told: Timeline = widgetStory(), stopped: readonly string[] = []): Caught {
  const last = told.starts.at(-1);
  if (last === undefined) throw new Error('the story has starts');
  return caughtOf(told, { outcome: 'started', start: last, waitedSince: SINCE, stopped });
}

/** A wait in which the unit was as `unit` says, and did not start. */
function waited(unit: Partial<UnitNow>, outcome: 'timeout' | 'interrupted' = 'timeout', stopped: readonly string[] = []): Caught {
  const told = widgetStory();
  const [first] = told.units;
  if (first === undefined) throw new Error('the story has a unit');
  const { mainPid: _pid, ...rest } = first;
  return caughtOf({ ...told, units: [{ ...rest, ...unit }] }, { outcome, waitedSince: SINCE, stopped });
}

const DOWN = { activeState: 'inactive', subState: 'dead', since: at('13:50:00') };

/** A start by nothing but these links. */
function byChain(chain: readonly Link[], fragmentPath = `/etc/systemd/system/${UNIT}`): Caught {
  return started(timeline({ starts: [start(at('14:00:00'), chain)], units: [{ id: UNIT, askedFor: 'widget-daemon', fragmentPath }] }));
}

describe('in text', () => {
  test('who did it, how, and what prevents it', async () => {
    await expect(renderCatch(started(), OPTIONS)).toMatchFileSnapshot('../expected/catch-started.txt');
  });

  test('what remains armed when nothing came', async () => {
    const caught = waited(DOWN, 'timeout', ['widget-daemon.socket', UNIT]);
    await expect(renderCatch(caught, OPTIONS)).toMatchFileSnapshot('../expected/catch-timeout.txt');
  });

  test.each([
    [DOWN, 'timeout', 'widget-daemon.service stayed down for 10min; these suspects remain armed:'],
    [{ ...DOWN, since: at('13:58:40') }, 'timeout', 'widget-daemon.service went down at 13:58:40 and did not start in 10min;'],
    [{ ...DOWN, activeState: 'failed' }, 'interrupted', 'interrupted: widget-daemon.service stayed down for 10min;'],
    [{ activeState: 'active' }, 'timeout', 'kept running for 10min, so there was no start to catch (--stop stops it first);'],
    [{ activeState: 'activating', subState: 'auto-restart' }, 'timeout', 'was activating (auto-restart) in the end, without a start,'],
  ] as const)('how it stayed: %#', (unit, outcome, said) => {
    expect(renderCatch(waited(unit, outcome), { ...OPTIONS, columns: 160 })).toContain(said);
  });

  test('nothing is armed', () => {
    const caught = waited(DOWN);
    const said = renderCatch({ ...caught, timeline: { ...caught.timeline, suspects: [] } }, OPTIONS).replaceAll('\n', ' ');
    expect(said).toContain('stayed down for 10min; no timer, socket, path or the like is armed to start it');
  });

  test('what is waited for', () => {
    const words = (unit: Partial<UnitNow>, stopped: readonly string[] = []): string =>
      renderCatchWaiting({ id: UNIT, askedFor: UNIT, ...unit }, stopped, OPTIONS);
    expect(words(DOWN)).toBe('waiting for widget-daemon.service to start; Ctrl-C ends\n');
    expect(words({ activeState: 'active', subState: 'running', since: at('13:00:00') })).toBe(
      'widget-daemon.service is active (running) since 13:00:00; waiting for its next start; Ctrl-C ends\n',
    );
    expect(words(DOWN, ['a.socket', UNIT])).toBe(
      'stopped a.socket widget-daemon.service; waiting for widget-daemon.service to start; Ctrl-C ends\n',
    );
  });

  test.each(['\u001b[2J', 'a\nb', '\u009b31m', '\u202eabc', '\r', '\u2066x'])(
    'nothing from the machine acts on the terminal: %j',
    (evil) => {
      const told = hostileStory(evil);
      const [first, second] = told.starts;
      if (first === undefined || second === undefined) throw new Error('the story has starts');
      const stopped = [evil, 'x.service'];
      const said = [first, second]
        .map((one) =>
          renderCatch(caughtOf(told, { outcome: 'started', start: one, waitedSince: SINCE, stopped }), { ...OPTIONS, all: true }),
        )
        .concat(
          renderCatch(caughtOf(told, { outcome: 'timeout', waitedSince: SINCE, stopped }), OPTIONS),
          renderCatchWaiting({ id: evil, askedFor: evil, activeState: evil, subState: evil }, [], OPTIONS),
          renderCatchWaiting({ id: evil, askedFor: evil }, stopped, OPTIONS),
        )
        .join('');
      expect(said).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      expect(said).toContain(escapeForTerminal(evil));
    },
  );
});

describe('what prevents it', () => {
  test('a timer behind a service that asks: the timer', () => {
    const check = { kind: 'client', pid: 7, cmdline: 'systemctl start widget-daemon', unit: 'check.service' } as const;
    const { keepDown, advice } = preventionOf(
      byChain([link('timer', 'check.timer', 'check.service'), link('client-request', check, UNIT)]),
    );
    expect(keepDown.untilReboot).toEqual(['systemctl stop check.timer widget-daemon.service']);
    expect(advice).toBeUndefined();
  });

  test('a client: it may ask again, which is said; a mask where a package ships the unit', () => {
    const chain = [link('client-request', { kind: 'client', pid: 7 }, UNIT)];
    const own = preventionOf(byChain(chain));
    expect(own.keepDown.untilReboot).toEqual([`systemctl stop ${UNIT}`]);
    expect(own.advice).toContain('RefuseManualStart=yes below [Unit] in `systemctl edit widget-daemon.service`');
    const shipped = preventionOf(byChain(chain, `/usr/lib/systemd/system/${UNIT}`));
    expect(shipped.keepDown.lasting).toEqual(['systemctl mask --now widget-daemon.service']);
  });

  test('a client of a unit that pulls it in: that one', () => {
    const declaredIn = [{ path: '/etc/systemd/system/web.service', line: 3 }];
    const { advice } = preventionOf(
      byChain([link('client-request', { kind: 'client' }, 'web.service'), link('wanted-by', 'web.service', UNIT, { declaredIn })]),
    );
    expect(advice).toContain('A client asked for web.service');
  });

  test('other triggers that are armed are stopped with it, those that are not armed are not', () => {
    const { keepDown } = preventionOf(started());
    expect(keepDown.untilReboot).toEqual(['systemctl stop widget-daemon.socket reconcile.timer widget-daemon.service']);
  });

  test('of the user manager', () => {
    const { keepDown } = preventionOf(
      started(timeline({ manager: 'user', suspects: widgetStory().suspects, starts: widgetStory().starts })),
    );
    expect(keepDown.untilReboot[0]).toMatch(/^systemctl --user stop /);
  });
});

describe('in JSON', () => {
  test.each([
    ['started', started(widgetStory(), [UNIT])],
    ['timeout', waited(DOWN)],
    ['interrupted', waited({ activeState: 'active' }, 'interrupted')],
    ['client', byChain([link('client-request', { kind: 'client' }, UNIT)])],
    ['hostile', started(hostileStory('\u001b]0;x\u0007\n\u202e"\\'))],
  ])('it follows the schema: %s', (_name, caught) => {
    expect(violations(caught)).toEqual([]);
  });

  test('what a script needs of it', () => {
    const told = JSON.parse(renderCatchJson(started(widgetStory(), [UNIT])));
    expect(told).toMatchObject({ kind: 'catch', outcome: 'started', unit: UNIT, stopped: [UNIT], start: { mechanism: 'wanted-by' } });
    expect(Object.keys(told.evidence as object)).toEqual(expect.arrayContaining(['e5', 'e6', 'e7']));
    expect(told.keepDown.untilReboot).toHaveLength(1);
    const none = JSON.parse(renderCatchJson(waited(DOWN)));
    expect(none).toMatchObject({ outcome: 'timeout', waitedUsec: '600000000', events: [{ at: '2026-11-20T13:59:26.000000Z' }] });
    expect(none.start).toBeUndefined();
  });
});
