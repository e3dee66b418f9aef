import { timelineStarts, watchedStarts } from '../lab/judge-scenario.ts';
import { timelineEnds } from '../lab/told-timeline.ts';
import { judgeEnds, judgeStarts, type OracleJudgement, type OracleVerdict } from './judge.ts';
import type { Played } from './play-story.ts';
import { worldOf } from './world.ts';
import { toldEnds, toldStarts } from './told.ts';

/** The ways in which a story is told: by `watch` as it happens, by looking back, and by replaying what the watch recorded. */
export const WAYS = ['live', 'back', 'replay'] as const;

export type Way = (typeof WAYS)[number];

export type Subject = 'starts' | 'ends';

/** How many of each verdict. */
export type Tally = Readonly<Partial<Record<OracleVerdict, number>>>;

export interface StoryResult {
  readonly story: string;
  readonly seed?: number;
  readonly version: number;
  readonly seconds: number;
  /** No wrong claim, nothing missing, nothing told too often, and no problem. */
  readonly passed: boolean;
  /** `watch` tells no ends: those of its recording stand under `replay`. */
  readonly tallies: Readonly<Record<Way, Readonly<Record<Subject, Tally>>>>;
  /** What was told wrong, missed, or told too often. */
  readonly failures: readonly Failure[];
  readonly problems: readonly string[];
}

export interface Failure extends OracleJudgement {
  readonly way: Way;
  readonly subject: Subject;
}

const FAILING: readonly OracleVerdict[] = ['wrong', 'wrong-stated', 'missing', 'extra'];

/** Everything that a played story told, judged. */
function judgeAll(played: Played): Readonly<Record<Way, Readonly<Record<Subject, readonly OracleJudgement[]>>>> {
  const world = worldOf(played);
  const watched = { from: played.window.from * 1000, to: played.window.to * 1000 };
  // Looking back tells of the whole boot.
  const windows = { live: watched, replay: watched, back: { ...watched, from: 0 } };
  const judge = (way: Way, starts: ReturnType<typeof timelineStarts>, timeline: string): Record<Subject, OracleJudgement[]> => ({
    starts: judgeStarts(world, toldStarts(starts), played.units, windows[way]),
    ends: timeline === '' ? [] : judgeEnds(world, toldEnds(timelineEnds(timeline)), played.units, windows[way]),
  });
  return {
    live: judge('live', watchedStarts(played.live), ''),
    back: judge('back', timelineStarts(played.back), played.back),
    replay: judge('replay', timelineStarts(played.replay), played.replay),
  };
}

/** What comes of it. */
export function resultOf(played: Played): StoryResult {
  const { story, version, seconds } = played;
  const problems = [...played.problems];
  let judged: ReturnType<typeof judgeAll> | undefined;
  if (played.journal !== '') {
    try {
      judged = judgeAll(played);
    } catch (error) {
      problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }
  const each = (way: Way): Record<Subject, Tally> => ({ starts: tally(judged?.[way].starts ?? []), ends: tally(judged?.[way].ends ?? []) });
  const failures = WAYS.flatMap((way) =>
    (['starts', 'ends'] as const).flatMap((subject) =>
      (judged?.[way][subject] ?? []).filter(({ verdict }) => FAILING.includes(verdict)).map((one) => ({ way, subject, ...one })),
    ),
  );
  return {
    story: story.name,
    ...(story.seed === undefined ? {} : { seed: story.seed }),
    version,
    seconds,
    passed: failures.length === 0 && problems.length === 0,
    tallies: { live: each('live'), back: each('back'), replay: each('replay') },
    failures,
    problems,
  };
}

const WORST_FIRST: readonly OracleVerdict[] = ['wrong-stated', 'wrong', 'extra', 'missing'];

/** The worst of what was told, if anything. */
export function worstOf({ failures }: StoryResult): Failure | undefined {
  return failures.toSorted((a, b) => WORST_FIRST.indexOf(a.verdict) - WORST_FIRST.indexOf(b.verdict))[0];
}

/** Whether it is the same kind of fault: a smaller story has other times. */
export function isSameFailure(one: Failure, other: Failure): boolean {
  return (
    one.way === other.way &&
    one.subject === other.subject &&
    one.verdict === other.verdict &&
    one.unit === other.unit &&
    lastLinkOf(one) === lastLinkOf(other)
  );
}

function lastLinkOf({ told = '' }: Failure): string {
  return told.split(' > ').at(-1)?.replace(/~\w+/g, '') ?? '';
}

/** What the stories told in one way, added up. `wrong` counts all that is not true or not whole: wrong claims, also stated ones, what was missed and what was told too often. */
export interface Sum {
  readonly judged: number;
  readonly right: number;
  readonly honest: number;
  readonly wrong: number;
  readonly stated: number;
  readonly missing: number;
  readonly extra: number;
  /** The manager's log does not tell what is true; these are not judged. */
  readonly unknown: number;
}

/** Adds up what these stories told in this way. */
export function sumOf(results: readonly StoryResult[], way: Way, subject: Subject): Sum {
  const count = (verdict: OracleVerdict): number => results.reduce((sum, { tallies }) => sum + (tallies[way][subject][verdict] ?? 0), 0);
  const [right, honest, stated, missing, extra] = [
    count('right'),
    count('honest'),
    count('wrong-stated'),
    count('missing'),
    count('extra'),
  ];
  const wrong = count('wrong') + stated + missing + extra;
  return { judged: right + honest + wrong, right, honest, wrong, stated, missing, extra, unknown: count('unknown') };
}

function tally(judgements: readonly OracleJudgement[]): Tally {
  const counts: Partial<Record<OracleVerdict, number>> = {};
  for (const { verdict } of judgements) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}
