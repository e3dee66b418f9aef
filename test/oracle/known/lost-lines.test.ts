import { describe, expect, test } from 'vitest';
import type { TrueRequest, Truth } from '../truth.ts';
import { readRecord, truthOf } from './read-record.ts';

/** The causes that are known of the transactions that asked for a job. */
function causes(requests: readonly TrueRequest[], truth: Truth): readonly string[] {
  return requests.flatMap(({ transaction }) => {
    const made = truth.transactions[transaction];
    if (made === undefined || made.cause.kind === 'unknown') return [];
    return [`${made.anchor} ${made.cause.kind} ${'unit' in made.cause ? String(made.cause.unit) : ''}`];
  });
}

describe('where lines of the log are lost', () => {
  const record = readRecord('user', 252);
  const whole = truthOf(record);
  test.each([
    [1, 29],
    [12, 43],
  ])('%i at a time, nothing is made up of the rest', (width, step) => {
    for (let from = 0; from < record.entries.length; from += step) {
      const truth = truthOf(
        record,
        record.entries.filter((_, index) => index < from || index >= from + width),
      );
      for (const start of truth.starts) {
        if (start.unknown !== undefined) continue;
        const known = whole.starts.find(({ unit, invocation }) => unit === start.unit && invocation === start.invocation);
        expect(known?.how).toBe(start.how);
        for (const cause of causes(start.requests, truth)) expect(causes(known?.requests ?? [], whole)).toContain(cause);
      }
      for (const { unit, invocation, how } of truth.ends) {
        if (how.kind === 'unknown') continue;
        expect(whole.ends.find((end) => end.unit === unit && end.invocation === invocation)?.how.kind).toBe(how.kind);
      }
    }
  });
});

test('what journald says that it dropped makes what was near it unknown', () => {
  const record = readRecord('user', 252);
  const middle = record.entries.findIndex(({ MESSAGE }) => String(MESSAGE).startsWith('uw.service: Trying'));
  const dropped = {
    ...record.entries[middle],
    _PID: '99',
    MESSAGE_ID: 'a596d6fe7bfa4994828e72309e95d61e',
    MESSAGE: 'Suppressed 5 messages from a.service',
  };
  const truth = truthOf(record, [...record.entries.slice(0, middle), dropped, ...record.entries.slice(middle)]);
  expect(truth.starts.find(({ unit }) => unit === 'ua.service')?.unknown).toBe('lines are missing: Suppressed 5 messages from a.service');
});
