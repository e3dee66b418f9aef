import type { Judgement } from './judge.ts';
import type { ExpectedFinding, ExpectedSuspect } from './scenario.ts';
import { placeOf, type ToldFinding, type ToldSuspect } from './told-timeline.ts';

/** Compares findings with the truth, in any order; one that is not expected is a wrong one. */
export function judgeFindings(expected: readonly ExpectedFinding[], told: readonly ToldFinding[]): Judgement[] {
  return judgeSet(expected, told, isFinding, {
    unit: ({ unit }) => unit,
    expected: ({ unit: _unit, reason: _reason, ...finding }) => JSON.stringify(finding),
    told: ({ kind, severity, text, facts, declaredIn }) =>
      `${severity} ${kind} at ${declaredIn.map(placeOf).join(' ')}: ${text} ${JSON.stringify(facts)}`,
  });
}

/** Compares suspects with the truth, in any order. */
export function judgeSuspects(expected: readonly ExpectedSuspect[], told: readonly ToldSuspect[]): Judgement[] {
  return judgeSet(expected, told, isSuspect, {
    unit: ({ to }) => to,
    expected: (suspect) => JSON.stringify(suspect),
    told: (suspect) => JSON.stringify(suspect),
  });
}

interface Words<E, T> {
  readonly unit: (one: E | T) => string;
  readonly expected: (one: E) => string;
  readonly told: (one: T) => string;
}

function judgeSet<E, T>(expected: readonly E[], told: readonly T[], fits: (one: E, other: T) => boolean, words: Words<E, T>): Judgement[] {
  const left = [...told];
  const judged = expected.map((one): Judgement => {
    const index = left.findIndex((other) => fits(one, other));
    const base = { unit: words.unit(one), expected: words.expected(one) };
    if (index < 0) return { verdict: 'missing', passed: false, ...base };
    const [found] = left.splice(index, 1);
    return { verdict: 'right', passed: true, ...base, ...(found === undefined ? {} : { told: words.told(found) }) };
  });
  return [...judged, ...left.map((one): Judgement => ({ verdict: 'extra', passed: false, unit: words.unit(one), told: words.told(one) }))];
}

function isFinding({ unit, kind, severity, at, facts }: ExpectedFinding, told: ToldFinding): boolean {
  return (
    told.unit === unit &&
    told.kind === kind &&
    (severity === undefined || told.severity === severity) &&
    (at === undefined || told.declaredIn.some((place) => placeOf(place) === at)) &&
    Object.entries(facts ?? {}).every(([name, value]) => JSON.stringify(told.facts?.[name]) === JSON.stringify(value))
  );
}

function isSuspect({ mechanism, from, to, via, armed, strength, detail, at }: ExpectedSuspect, told: ToldSuspect): boolean {
  return (
    told.mechanism === mechanism &&
    (told.from.unit ?? told.from.kind) === from &&
    told.to === to &&
    (via === undefined || via.join(' ') === told.via.join(' ')) &&
    (armed === undefined || told.armed === armed) &&
    told.strength === strength &&
    (detail === undefined || told.detail?.includes(detail) === true) &&
    (at === undefined || told.declaredIn.some((place) => placeOf(place) === at))
  );
}
