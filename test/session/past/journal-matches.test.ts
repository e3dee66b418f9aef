import { describe, expect, it } from 'vitest';
import { JOURNAL_FIELDS, managerMatches, unitMatches } from '../../../src/session/past/journal-matches.ts';
import type { Observation } from '../../../src/model/observation.ts';
import { clientLines, commandsIn, isForged } from '../../history/client-logs/client-lines.ts';
import { withFields } from '../../history/journal-lines.ts';

const fieldsOf = ({ payload }: Observation): Readonly<Record<string, string | readonly string[]>> =>
  payload.kind === 'entry' ? payload.fields : {};

/** As journalctl reads matches: of one field any value, of different fields all, of conjunctions any. */
function isFound(line: Observation, matches: readonly (readonly string[])[]): boolean {
  return matches.some((conjunction) => {
    const names = new Set(conjunction.map((match) => match.slice(0, match.indexOf('='))));
    return [...names].every((name) => conjunction.includes(`${name}=${String(fieldsOf(line)[name])}`));
  });
}

describe.each(['client-lines-252.export', 'client-lines-257.export', 'audit.export'])('%s', (file) => {
  const telling = clientLines(file).filter((line) => commandsIn([line]).length > 0);

  it('every line that tells of a request is asked for', () => {
    expect(telling.length).toBeGreaterThan(5);
    for (const scope of ['system', 'user'] as const) {
      const missed = telling.filter((line) => fieldsOf(line)['_PID'] !== '1' && !isFound(line, managerMatches(scope)));
      expect(missed.map((line) => fieldsOf(line)['MESSAGE'])).toEqual([]);
    }
  });

  it('and the fields that are asked for tell all of it', () => {
    const asked = new Set<string>([...JOURNAL_FIELDS, '__CURSOR']);
    for (const line of telling) {
      const others = Object.keys(fieldsOf(line)).filter((name) => !asked.has(name));
      expect(commandsIn([withFields(line, Object.fromEntries(others.map((name) => [name, undefined])))])).toEqual(commandsIn([line]));
    }
  });
});

it('other lines of the same programs’ neighbours are not', () => {
  const other = clientLines('client-lines-252.export').filter(
    (line) => ['su', 'runuser'].includes(String(fieldsOf(line)['_COMM'])) && !isForged(line),
  );
  expect(other.length).toBeGreaterThan(0);
  for (const line of other) expect(isFound(line, managerMatches('system'))).toBe(false);
});

it('a unit is asked for by the field of its manager', () => {
  expect(unitMatches(['a.service'], 'system')).toEqual([['UNIT=a.service', '_PID=1']]);
  expect(unitMatches(['a.service'], 'user')[0]?.[0]).toBe('USER_UNIT=a.service');
});
