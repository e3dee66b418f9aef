import { expect, it } from 'vitest';
import type { Properties } from '../../../src/model/observation.ts';
import { settle } from '../../../src/session/describe/settle.ts';
import { RETENTION } from '../../../src/session/retention.ts';
import { openSession } from '../../../src/session/session.ts';

/** A manager whose units have, one read after the other, these properties; the last of them ever after. */
function reading(states: Readonly<Record<string, readonly Properties[]>>) {
  const session = openSession({ scope: 'system', command: 'explain', units: [], options: {}, retention: RETENTION.report });
  const reads: string[] = [];
  const unitProperties = (unit: string): Promise<Properties | undefined> => {
    const all = states[unit] ?? [];
    const properties = all[Math.min(reads.filter((one) => one === unit).length, all.length - 1)];
    reads.push(unit);
    if (properties !== undefined) session.stream.emit({ source: 'system-bus', kind: 'unit-properties', unit, properties });
    return Promise.resolve(properties);
  };
  return { session, reads, manager: { unitProperties, units: () => Promise.resolve([]) } };
}

const back = { Id: 'back.service', ActiveState: 'inactive', InvocationID: 'a', TriggeredBy: ['back.timer'] };
const timer = { Id: 'back.timer', ActiveState: 'active', LastTriggerUSec: '1', Triggers: ['back.service'] };

it('a unit that is at rest, and what triggers it, are read once more', async () => {
  const { session, reads, manager } = reading({ 'back.service': [back], 'back.timer': [timer] });
  await manager.unitProperties('back.service');
  await manager.unitProperties('back.timer');
  await settle(['back.service'], session.history, manager);
  expect(reads).toEqual(['back.service', 'back.timer', 'back.service', 'back.timer']);
  await session.close();
});

it('a timer that elapsed after it was read is told as it is when its unit is', async () => {
  const elapsed = { ...timer, LastTriggerUSec: '2' };
  const started = { ...back, InvocationID: 'b' };
  const { session, reads, manager } = reading({ 'back.service': [back, started], 'back.timer': [timer, elapsed] });
  await manager.unitProperties('back.timer');
  await manager.unitProperties('back.service');
  await settle(['back.service'], session.history, manager);
  expect(session.history.unit('back.timer').properties?.['LastTriggerUSec']).toBe('2');
  expect(session.history.unit('back.service').properties?.['InvocationID']).toBe('b');
  expect(reads).toHaveLength(6);
  await session.close();
});

it('a unit that starts all the time is read no more than five times', async () => {
  const states = Array.from({ length: 20 }, (_, index) => ({ ...back, InvocationID: String(index), TriggeredBy: [] }));
  const { session, reads, manager } = reading({ 'back.service': states });
  await manager.unitProperties('back.service');
  await settle(['back.service'], session.history, manager);
  expect(reads).toHaveLength(6);
  await session.close();
});
