import { describe, expect, it } from 'vitest';
import { keepInOrder } from '../../src/history/retention.ts';
import type { UnitOutput } from '../../src/model/fact.ts';

const entry = (usec: number, cursor: string | undefined): UnitOutput =>
  ({
    kind: 'unit-logged',
    at: { realtimeUsec: BigInt(usec) },
    order: 0,
    ...(cursor === undefined ? {} : { cursor }),
  }) as unknown as UnitOutput;

function kept(entries: readonly UnitOutput[], most: number): readonly string[] {
  const list: UnitOutput[] = [];
  for (const one of entries) keepInOrder(list, one, most);
  return list.map(({ at, cursor }) => `${at.realtimeUsec} ${cursor ?? '-'}`);
}

describe('entries of the journal are kept in the order of time, each once', () => {
  const count = 500;
  const numbers = Array.from({ length: count }, (_, index) => index);
  const inOrder = numbers.map((number) => `${number} c${number}`);

  it.each([
    ['in order', numbers],
    ['backwards', numbers.toReversed()],
    ['in windows that overlap', [...numbers.slice(300), ...numbers.slice(0, 320), ...numbers.slice(200, 400)]],
    ['twice', [...numbers, ...numbers.toReversed()]],
  ])('read %s', (_, order) => {
    expect(
      kept(
        order.map((number) => entry(number, `c${number}`)),
        count,
      ),
    ).toEqual(inOrder);
  });

  it('of many at one moment, too, in the order in which they came, before and after which others are put', () => {
    const many = [...numbers, ...numbers].map((number) => entry(1000, `c${number}`));
    const told = kept([entry(2000, 'late'), ...many, entry(1, 'early'), entry(2000, 'late')], 2 * count);
    expect(told).toEqual(['1 early', ...numbers.map((number) => `1000 c${number}`), '2000 late']);
  });

  it('and those without a cursor are never the same', () => {
    expect(kept([entry(1, undefined), entry(1, undefined), entry(1, 'c')], 10)).toEqual(['1 -', '1 -', '1 c']);
  });

  it('what was dropped as too old is taken again when it is read again', () => {
    const many = numbers.map((number) => entry(1000, `c${number}`));
    const list: UnitOutput[] = [];
    for (const one of many) keepInOrder(list, one, 100);
    expect(list.length).toBeLessThanOrEqual(125);
    const dropped = many.find(({ cursor }) => !list.some((one) => one.cursor === cursor));
    keepInOrder(list, dropped!, 200);
    expect(list.at(-1)?.cursor).toBe(dropped?.cursor);
  });
});
