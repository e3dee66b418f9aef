import { describe, expect, it } from 'vitest';
import { readRecording } from '../../../src/recording/read.ts';
import { findingText } from '../../../src/render/words/finding.ts';
import type { Observation } from '../../../src/model/observation.ts';
import { buildTimeline } from '../../../src/timeline/build-timeline.ts';
import { replay } from '../../history/excerpt.ts';

type Change = (observations: readonly Observation[]) => readonly Observation[];

/** What is found of a unit's runs when the recording of a scenario is told again. */
async function findings(scenario: string, mode: 'live' | 'back', unit: string, change: Change = (all) => all): Promise<readonly string[]> {
  const { observations } = await readRecording(`fixtures/scenarios/${scenario}/${mode}.jsonl.gz`);
  const { history } = replay(change(observations));
  const units = [{ id: unit, askedFor: unit }];
  const told = buildTimeline(history, { version: '0.0.0', manager: 'system', units, until: observations.at(-1)!.at, lines: 1 }).findings;
  return told.map((finding) => `${finding.kind}: ${findingText(finding)}`);
}

describe.each(['live', 'back'] as const)('watchdog-too-short, %s', (mode) => {
  const fired = ({ payload }: Observation): boolean => messageOf(payload).includes('Watchdog timeout');
  /** Without the lines of the last so many µs before the watchdog fired. */
  const silentFor = (usec: bigint): Change => {
    return (all) => {
      const at = all.find(fired)!.at.realtimeUsec;
      return all.filter(({ payload, at: { realtimeUsec } }) => messageOf(payload) !== 'working' || realtimeUsec < at - usec);
    };
  };

  it('says what it logged in the last half of WatchdogSec=', async () => {
    const [told] = await findings('watchdog-too-short', mode, 'worker.service', silentFor(200_000n));
    expect(told).toMatch(/no WATCHDOG=1 came for 1s, though it had just logged "working"$/);
  });

  it('and nothing of a line before that: one that pings each half may have hung since', async () => {
    const [told] = await findings('watchdog-too-short', mode, 'worker.service', silentFor(510_000n));
    expect(told).toMatch(/no WATCHDOG=1 came for 1s$/);
  });
});

describe('start-limit-hit', () => {
  const kinds = async (change?: Change): Promise<readonly string[]> =>
    (await findings('start-limit-hit', 'back', 'worker.service', change)).map((text) => text.replace(/:.*/, ''));
  const isOfTheUnit = ({ payload }: Observation): boolean => payload.kind === 'unit-properties' && payload.unit === 'worker.service';

  it('is told while the unit is failed', async () => {
    expect(await kinds()).toContain('start-limit-hit');
  });

  it('is not told of a unit that is not loaded any more, as it is after systemctl reset-failed', async () => {
    expect(await kinds((all) => all.filter((one) => !isOfTheUnit(one)))).not.toContain('start-limit-hit');
  });

  it('is told where no manager was asked', async () => {
    expect(await kinds((all) => all.filter(({ payload }) => payload.source !== 'system-bus'))).toContain('start-limit-hit');
  });

  it('is not told of an earlier boot', async () => {
    const earlier = (one: Observation): Observation =>
      one.payload.kind === 'entry' ? { ...one, at: { ...one.at, bootId: '0'.repeat(32) } } : one;
    expect(
      await kinds((all) =>
        all
          .filter((one) => !isOfTheUnit(one))
          .filter(({ payload }) => payload.source !== 'system-bus')
          .map(earlier),
      ),
    ).not.toContain('start-limit-hit');
  });
});

describe('notify-without-ready', () => {
  it.each(['before.service', 'after.service'])('is not told of %s, whose main program is not what took too long', async (unit) => {
    for (const mode of ['live', 'back'] as const) {
      expect(await findings('notify-hangs-in-another-command', mode, unit), mode).toEqual([]);
    }
  });
});

describe('interpreter-missing', () => {
  it('is not told of an interpreter that env looks up in a PATH= of the unit’s own', async () => {
    const withPath: Change = (all) =>
      all.map((one) =>
        one.payload.kind === 'unit-file' && one.payload.unit === 'job.service'
          ? { ...one, payload: { ...one.payload, text: `${one.payload.text}Environment=PATH=/opt/tools:/usr/bin\n` } }
          : one,
      );
    const told = await findings('finding-interpreter-missing', 'back', 'job.service', withPath);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('/usr/bin/pearl');
  });
});

function messageOf(payload: Observation['payload']): string {
  const text = payload.kind === 'entry' ? payload.fields['MESSAGE'] : undefined;
  return typeof text === 'string' ? text : '';
}
