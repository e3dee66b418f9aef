import { describeChain } from './describe-chain.ts';
import { chainVerdict, wrongAs } from './judge-chain.ts';
import { VERDICTS, type Judgement, type Mode, type Verdict } from './judge.ts';
import { pairStarts } from './pair-starts.ts';
import type { ExpectedEnd } from './scenario.ts';
import type { ToldEnd } from './told-timeline.ts';

/** Compares all ends of a story with what was told, unit by unit, in order; the count must be exact. */
export function judgeEnds(expected: readonly ExpectedEnd[], told: readonly ToldEnd[], mode: Mode): Judgement[] {
  const units = [...new Set([...expected.map(({ unit }) => unit), ...told.map(({ unit }) => unit)])];
  return units.flatMap((unit) =>
    pairStarts(
      expected.filter((end) => end.unit === unit),
      told.filter((end) => end.unit === unit),
      (one, other) => judge(one, other, mode).passed,
    ).map(([one, other]) => judge(one, other, mode)),
  );
}

function judge(expected: ExpectedEnd | undefined, told: ToldEnd | undefined, mode: Mode): Judgement {
  const unit = expected?.unit ?? told?.unit ?? '';
  const texts = {
    ...(expected === undefined ? {} : { expected: describeExpected(expected) }),
    ...(told === undefined ? {} : { told: `${describeTold(told)} at ${told.at}` }),
  };
  if (expected === undefined) return { verdict: 'extra', passed: false, unit, ...texts };
  if (told === undefined) return { verdict: 'missing', passed: false, unit, ...texts };
  const restart = restartOf(expected, told);
  const verdict = worst([mannerOf(expected, told), culpritOf(expected, told, mode), restart, linesOf(expected, told)]);
  const isUnknownAllowed = mode === 'back' ? expected.back !== 'right' : (expected.live ?? []).includes('unexplained');
  const passed = verdict === 'right' || (isUnknownAllowed && restart !== 'weak' && ['honest', 'partial', 'weak'].includes(verdict));
  return { verdict, passed, unit, ...texts };
}

/** How it ended is told as a fact: what differs is a wrong fact, what is left out is not known. */
function mannerOf(expected: ExpectedEnd, told: ToldEnd): Verdict {
  if (told.how !== expected.how) return told.how === 'unknown' ? 'honest' : 'wrong-stated';
  return worst(
    (['result', 'exitStatus', 'exitStatusName', 'phase', 'command'] as const).map((name) => {
      const wanted = expected[name];
      if (wanted === undefined || told[name] === wanted) return 'right';
      return told[name] === undefined ? 'honest' : 'wrong-stated';
    }),
  );
}

function culpritOf({ chain, live = ['stated'] }: ExpectedEnd, told: ToldEnd, mode: Mode): Verdict {
  if (chain === undefined) return 'right';
  const { strength = 'unexplained' } = told;
  const links = told.chain ?? [];
  if (chain.length === 0) return links.length === 0 ? 'right' : wrongAs(strength);
  const mechanism = links.at(-1)?.mechanism ?? 'unexplained';
  return chainVerdict(chain, { mechanism, strength, chain: links }, mode, live);
}

/** `weak`: true as far as it goes, and something of it is left out. */
function restartOf({ restart: wanted }: ExpectedEnd, { restart: told }: ToldEnd): Verdict {
  // What systemd was seen to do is beyond doubt, whether the story expects something or not.
  if (told?.did !== undefined && told.did !== told.acts) return 'wrong-stated';
  if (wanted === undefined) return 'right';
  if (told === undefined) return 'honest';
  return worst(
    (['acts', 'rule', 'on', 'delayUsec'] as const).map((name) => {
      if (wanted[name] === undefined || wanted[name].toString() === told[name]?.toString()) return 'right';
      return told[name] === undefined ? 'weak' : 'wrong-stated';
    }),
  );
}

function linesOf({ lastLine }: ExpectedEnd, { lastLines = [] }: ToldEnd): Verdict {
  return lastLine === undefined || lastLines.some(({ text }) => text.includes(lastLine)) ? 'right' : 'honest';
}

function worst(verdicts: readonly Verdict[]): Verdict {
  return verdicts.toSorted((a, b) => VERDICTS.indexOf(b) - VERDICTS.indexOf(a))[0] ?? 'right';
}

function describeExpected({ chain, live: _live, back: _back, reason: _reason, ...end }: ExpectedEnd): string {
  return `${describe(end)}${chain === undefined ? '' : ` by ${describeChain(chain)}`}`;
}

function describeTold({ chain, at: _at, strength, ...end }: ToldEnd): string {
  return `${describe(end)}${chain === undefined ? '' : ` by ${describeChain(chain)} [${strength ?? ''}]`}`;
}

function describe(end: object): string {
  const { evidence: _evidence, by: _by, unit: _unit, ...rest } = end as Record<string, unknown>;
  return JSON.stringify(rest, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}
