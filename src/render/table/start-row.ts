import { numberOf } from '../../model/timeline-slice.ts';
import type { Declaration, Link, Start, Timeline } from '../../model/timeline.ts';
import { causeWords } from '../words/cause.ts';
import { chainNames } from '../words/chain.ts';
import { flatEnd, type FlatEnd } from './end-row.ts';
import { hostNamed } from '../words/host.ts';
import { summarize } from '../words/start.ts';
import { placeWords } from '../words/phrases.ts';

/** A start as flat members, for tables and logs, by the names that these have there. Raw text; what is not known is undefined. */
export interface FlatStart extends FlatEnd {
  /** Counted from 1, in the order of time. */
  readonly start: number;
  readonly host: string | undefined;
  readonly boot_id: string | undefined;
  /** CLOCK_MONOTONIC, which counts from the boot. */
  readonly monotonic_us: number | undefined;
  readonly unit: string;
  /** From the end before to this start. */
  readonly dead_for_us: number | undefined;
  readonly mechanism: string;
  readonly strength: string;
  /** Who stands at the root, with all that is known of a process. */
  readonly cause: string;
  readonly chain: string;
  readonly declared_in: readonly string[];
  readonly summary: string;
  readonly outcome: string;
  readonly invocation_id: string | undefined;
  readonly job_id: number | undefined;
  readonly job_type: string | undefined;
}

/** Each start of a timeline beside its flat form. Counts of µs are numbers: these stay exact for 285 years. */
export function flatStarts(timeline: Timeline): readonly { readonly told: Start; readonly flat: FlatStart }[] {
  const hostOf = hostNamed(timeline);
  return timeline.starts.map((told, index) => {
    const { at, chain, unit, previousEnd, invocationId, jobId, jobType, mechanism, strength, outcome } = told;
    const host = hostOf(told.host);
    const flat = {
      start: numberOf(timeline, index),
      host: host.name,
      boot_id: at.bootId ?? host.bootId,
      monotonic_us: at.monotonicUsec === undefined ? undefined : Number(at.monotonicUsec),
      unit,
      dead_for_us: previousEnd === undefined ? undefined : Number(previousEnd.deadForUsec),
      mechanism,
      strength,
      cause: rootOf(chain),
      chain: `${chainNames(told)} → ${unit}`,
      declared_in: placesOf(chain),
      summary: summarize(chain),
      ...flatEnd(previousEnd),
      outcome,
      invocation_id: invocationId,
      job_id: jobId,
      job_type: jobType,
    };
    return { told, flat };
  });
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
