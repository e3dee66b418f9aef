import { readFileSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { clientRequest } from '../../../src/analysis/starts/client-request.ts';
import { decodeObservation } from '../../../src/recording/format.ts';
import type { Observation } from '../../../src/model/observation.ts';
import { story, without } from '../story.ts';

/** What was observed in a whole scenario. */
function recorded(scenario: string): readonly Observation[] {
  const bytes = readFileSync(`fixtures/scenarios/${scenario}/live.jsonl.gz`);
  const [, ...lines] = gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }).toString().trim().split('\n');
  return lines.map(decodeObservation).flatMap((decoded) => (decoded.ok ? [decoded.observation] : []));
}

describe('a client asked', () => {
  it('is stated live by elimination, and the process is named', () => {
    expect(story('clean-stop-then-started-by-hand-live').verdicts(clientRequest, 'worker.service')).toMatchObject([
      {
        strength: 'stated',
        from: { kind: 'client', comm: 'systemctl', cmdline: expect.stringContaining('systemctl start worker') as unknown },
      },
    ]);
  });

  it('without /proc it is stated all the same, and nameless', () => {
    const [claim] = story(
      'clean-stop-then-started-by-hand-live',
      without(({ source }) => source === 'proc'),
    ).verdicts(clientRequest, 'worker.service');
    expect(claim).toMatchObject({ strength: 'stated', from: { kind: 'client' } });
    expect(claim?.from).not.toHaveProperty('pid');
  });

  it('is a correlation as long as the journal was not read so far', () => {
    const mute = story(
      'clean-stop-then-started-by-hand-live',
      without(({ source }) => source === 'journal'),
    );
    expect(mute.verdicts(clientRequest, 'worker.service')).toMatchObject([
      { strength: 'correlated', why: expect.stringContaining('journal') as unknown },
    ]);
  });

  it('is a correlation right after the manager began to reload, unless it is seen: a trigger can fire then that is announced anew', () => {
    const reload = recorded('timer-daemon-reload-in-the-middle').find(
      ({ payload }) => payload.kind === 'signal' && payload.member === 'Reloading' && payload.body[0] === true,
    )!;
    const afterReload = (observations: readonly Observation[]): readonly Observation[] => {
      const index = observations.findIndex(({ payload }) => payload.kind === 'signal' && payload.member === 'JobNew');
      const { at, sequence } = observations[index]!;
      return observations.toSpliced(index, 0, { ...reload, at, sequence: sequence - 1 });
    };
    const unseen = story('client-restart-live', (all) => afterReload(without(({ source }) => source === 'proc')(all)));
    expect(unseen.verdicts(clientRequest, 'worker.service')).toMatchObject([{ strength: 'correlated' }]);
    expect(story('client-restart-live', afterReload).verdicts(clientRequest, 'worker.service')).toMatchObject([{ strength: 'stated' }]);
  });

  it('is stated from v257 when it cut a hold-off short, where nothing else can have made the job', () => {
    const [claim] = story('started-by-hand-in-the-hold-off-live-262').verdicts(clientRequest, 'worker.service');
    expect(claim).toMatchObject({ strength: 'stated', from: { kind: 'client' } });
    expect(claim).toHaveProperty('evidence.0.detail.event', 'restart-scheduled');
  });

  it('looking back, is stated of a restart that nothing else explains, and correlated of a start', () => {
    expect(story('client-restart-back').verdicts(clientRequest, 'worker.service', 1)).toMatchObject([{ strength: 'stated' }]);
    expect(story('clean-stop-then-started-by-hand-back').verdicts(clientRequest, 'worker.service', 1)).toMatchObject([
      { strength: 'correlated' },
    ]);
  });

  it('is only possible beside another possible cause', () => {
    expect(story('socket-activation-back').verdicts(clientRequest, 'door.service', 0)).toMatchObject([{ strength: 'possible' }]);
  });

  it('in a service leads on to what started the service', () => {
    expect(story('client-in-a-unit-live').verdicts(clientRequest, 'worker.service')).toMatchObject([
      { from: { kind: 'client', unit: 'check.service' }, behind: { unit: { name: 'check.service' } } },
    ]);
  });
});

describe('no client is thought of', () => {
  it.each([
    ['timer-live', 'tick.service'],
    ['socket-activation-live', 'door.service'],
    ['restart-policy-live', 'worker.service'],
    ['required-by-live', 'back.service'],
    ['bus-activation-live', 'bus-widget.service'],
    ['on-failure-live', 'alarm.service'],
    ['upheld-by-continuously-live', 'kept.service'],
    ['part-of-restart-live', 'part.service'],
  ])('%s: where another mechanism claims the start of %s', (name, unit) => {
    expect(story(name).verdicts(clientRequest, unit)).toEqual([]);
  });

  it('where there was no job', () => {
    expect(story('device-live').verdicts(clientRequest, 'sys-devices-virtual-net-probe0.device')).toEqual([]);
  });
});
