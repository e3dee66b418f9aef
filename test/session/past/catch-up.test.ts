import { expect, it } from 'vitest';
import { catchUp } from '../../../src/session/past/catch-up.ts';
import { createHistory } from '../../../src/history/history.ts';
import { createObservationStream } from '../../../src/collect/observation-stream.ts';

const BOOT = '0'.repeat(31) + '1';
const CURRENT = 'c'.repeat(32);
const at = (seconds: number) => ({ realtimeUsec: BigInt(seconds * 1_000_000), monotonicUsec: BigInt(seconds * 1_000_000), bootId: BOOT });

/** A run that the manager told of, which began then; `lines` of the journal come with the readings, one reading each. */
async function caughtUp(beganAt: number, lines: readonly (string | undefined)[]) {
  const history = createHistory('system');
  const stream = createObservationStream((observation) => void history.add(observation));
  const usec = String(beganAt * 1_000_000);
  const properties = {
    ...{ Id: 'api.service', LoadState: 'loaded', ActiveState: 'active', SubState: 'running', InvocationID: CURRENT },
    ...{
      InactiveExitTimestamp: usec,
      InactiveExitTimestampMonotonic: usec,
      StateChangeTimestamp: usec,
      StateChangeTimestampMonotonic: usec,
    },
  };
  stream.emit({ source: 'system-bus', kind: 'unit-properties', unit: 'api.service', properties }, at(101));
  let readings = 0;
  const silentFrom = await catchUp(history.unit('api.service'), at(100), async () => {
    const invocation = lines[readings];
    readings += 1;
    if (invocation === undefined) return;
    const fields = {
      ...{ _PID: '1', _BOOT_ID: BOOT, UNIT: 'api.service', INVOCATION_ID: invocation, JOB_TYPE: 'start', JOB_ID: '7', JOB_RESULT: 'done' },
      ...{ MESSAGE_ID: '39f53479d3a045ac8e11786248231fbf', MESSAGE: 'Started api.service.', CODE_FUNC: 'job_emit_done_message' },
      ...{ SYSLOG_IDENTIFIER: 'systemd', _COMM: 'systemd', _UID: '0' },
    };
    stream.emit({ source: 'journal', kind: 'entry', fields }, at(beganAt));
    await Promise.resolve();
  });
  return { readings, silentFrom: silentFrom?.realtimeUsec };
}

it('a run that began before the journal was read is not looked for again', async () => {
  expect(await caughtUp(90, [])).toEqual({ readings: 0, silentFrom: undefined });
});

it('a run that began between the journal and the manager is read from the journal', async () => {
  expect(await caughtUp(100.5, [CURRENT])).toEqual({ readings: 1, silentFrom: undefined });
});

it('journald may be behind for a moment', async () => {
  expect(await caughtUp(100.5, [undefined, CURRENT])).toEqual({ readings: 2, silentFrom: undefined });
});

it('what the journal does not tell even then is a gap since the run began', async () => {
  expect(await caughtUp(100.5, [undefined, 'd'.repeat(32)])).toEqual({ readings: 4, silentFrom: 100_500_000n });
});
