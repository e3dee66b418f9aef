import { numberOf } from '../../model/timeline-slice.ts';
import type { Declaration, Link, Start, Timeline, UnitEnd } from '../../model/timeline.ts';
import { causeWords } from '../words/cause.ts';
import { chainNames } from '../words/chain.ts';
import { hostNamed, type HostOfStory } from '../words/host.ts';
import { summarize } from '../words/start.ts';
import { placeWords } from '../words/phrases.ts';

/** A start as flat members, for tables and logs, by the names that these have there. Raw text; what is not known is undefined. */
export type FlatStart = ReturnType<typeof flatStart>;

/** Each start of a timeline beside its flat form. */
export function flatStarts(timeline: Timeline): readonly { readonly told: Start; readonly flat: FlatStart }[] {
  const hostOf = hostNamed(timeline);
  return timeline.starts.map((told, index) => ({ told, flat: flatStart(told, numberOf(timeline, index), hostOf(told.host)) }));
}

/** Counts of µs are numbers: these stay exact for 285 years. */
function flatStart(told: Start, number: number, host: HostOfStory) {
  const { at, chain, unit, previousEnd, mechanism, strength, outcome } = told;
  return {
    /** Counted from 1, in the order of time. */
    start: number,
    host: host.name,
    boot_id: at.bootId ?? host.bootId,
    /** CLOCK_MONOTONIC, which counts from the boot. */
    monotonic_us: at.monotonicUsec === undefined ? undefined : Number(at.monotonicUsec),
    unit,
    /** From the end before to this start. */
    dead_for_us: previousEnd === undefined ? undefined : Number(previousEnd.deadForUsec),
    mechanism,
    strength,
    /** Who stands at the root, with all that is known of a process. */
    cause: rootOf(chain),
    chain: `${chainNames(told)} → ${unit}`,
    declared_in: placesOf(chain),
    summary: summarize(chain),
    ...flatEnd(previousEnd),
    outcome,
    invocation_id: told.invocationId,
    job_id: told.jobId,
    job_type: told.jobType,
  } as const;
}

/** How a run ended as flat members: the same ones whether there was an end or not. */
export function flatEnd(end: UnitEnd | undefined) {
  return {
    ended_how: end?.how,
    /** systemd's Result. */
    ended_result: end?.result,
    ended_exit_code: end?.exitCode,
    /** The exit status, or the number of the signal where `ended_exit_code` is `killed` or `dumped`. */
    ended_exit_status: end?.exitStatus,
    ended_exit_status_name: end?.exitStatusName,
    ended_command: end?.command,
    /** Who brought it down, with all that is known of a process. */
    ended_by: end?.by && causeWords(end.by),
    /** How sure that is. */
    ended_by_strength: end?.by && end.strength,
  } as const;
}

/** Who stands at the root of a chain, in words. Raw text. */
export function rootOf(chain: readonly Pick<Link, 'from'>[]): string {
  return causeWords(chain[0]?.from ?? { kind: 'unknown' });
}

/** Where a chain is declared, each place once: `/etc/systemd/system/reconcile.timer:4`. Raw text. */
export function placesOf(links: readonly { readonly declaredIn: readonly Declaration[] }[]): readonly string[] {
  const places = links.flatMap(({ declaredIn }) => declaredIn);
  return [...new Set(places.map(placeWords))];
}
