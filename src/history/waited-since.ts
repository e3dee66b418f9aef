import type { History } from './history.ts';
import { isJobLog } from '../model/fact.ts';
import { compareInstants, usecBetween, type Instant } from '../model/instant.ts';
import { instantProperty, listProperty } from '../model/properties.ts';
import type { UnitRecord } from '../model/unit-record.ts';

/** A job that waited runs at once when what it waited for is over; a busy manager takes a little longer. */
const THEN_USEC = 1_000_000n;
/** A signal without a stamp has the time at which it was read. */
const READ_LATE_USEC = 250_000n;
/** What was waited for may itself have waited; longer chains than this tell no more. */
const LONGEST_CHAIN = 8;

/**
 * Since when a start can have waited for a unit that it comes after (job_is_runnable() in src/core/job.c): the begin of the earliest activation of those whose end came right
 * before the start, or of what these waited for. Undefined where none is known; then the job ran as soon as it was queued, as far as is known.
 */
export function waitedSince(unit: UnitRecord, startedAt: Instant, history: History): Instant | undefined {
  const seen = new Set<string>();
  let earliest: Instant | undefined;
  let next: readonly { readonly unit: UnitRecord; readonly at: Instant }[] = [{ unit, at: startedAt }];
  for (let hops = 0; hops < LONGEST_CHAIN && next.length > 0; hops += 1) {
    // Many ways lead to one activation, as at a boot, where everything comes after the same targets: each is looked at once.
    next = next
      .flatMap((one) => waitedFor(one.unit, one.at, history))
      .filter(({ unit: other, at }) => {
        const key = `${other.name} ${at.realtimeUsec}`;
        return !seen.has(key) && seen.add(key);
      });
    for (const { at } of next) if (earliest === undefined || compareInstants(at, earliest) < 0) earliest = at;
  }
  return earliest;
}

/** The units that one comes after and whose activation was over right before it, each with the begin of that. */
function waitedFor(unit: UnitRecord, startedAt: Instant, history: History): readonly { readonly unit: UnitRecord; readonly at: Instant }[] {
  return listProperty(unit.properties ?? {}, 'After')
    .filter((name) => name !== unit.name)
    .flatMap((name) => {
      const other = history.unit(name);
      return activationsOf(other, startedAt.bootId)
        .filter(({ over }) => isRightBefore(over, startedAt))
        .map(({ begin }) => ({ unit: other, at: begin }));
    });
}

interface UnitActivation {
  readonly begin: Instant;
  readonly over: Instant;
}

/** The activations of a unit that are known and over: the last one by the manager's stamps and signals, and those of which lines tell. */
function activationsOf({ properties = {}, logs, states }: UnitRecord, bootId: string | undefined): readonly UnitActivation[] {
  const begin = instantProperty(properties, 'InactiveExitTimestamp', bootId);
  const ends = ['ActiveEnterTimestamp', 'InactiveEnterTimestamp'].flatMap((name) => instantProperty(properties, name, bootId) ?? []);
  // A signal is read when there is time for it; the stamp in it is that of the change.
  const signalled = states.filter(({ activeState }) => activeState !== 'activating').map(({ at, stateChange }) => stateChange ?? at);
  const over = begin === undefined ? undefined : firstAfter([...ends, ...signalled], begin);
  return [...(begin === undefined || over === undefined ? [] : [{ begin, over }]), ...loggedActivations(logs)];
}

/** In one pass, as a unit that starts again and again has very many lines. */
function loggedActivations(logs: UnitRecord['logs']): readonly UnitActivation[] {
  const found: UnitActivation[] = [];
  let begun: Instant[] = [];
  for (const log of logs) {
    const { at } = log;
    if (isJobLog(log, 'starting')) begun.push(at);
    else if (isJobLog(log, 'started', 'start-failed', 'stopped')) {
      found.push(...begun.map((begin) => ({ begin, over: at })));
      begun = [];
    }
  }
  return found;
}

function firstAfter(moments: readonly Instant[], begin: Instant): Instant | undefined {
  return moments.filter((at) => compareInstants(at, begin) >= 0).toSorted(compareInstants)[0];
}

function isRightBefore(at: Instant, startedAt: Instant): boolean {
  const usec = usecBetween(at, startedAt);
  return at.bootId === startedAt.bootId && usec >= -READ_LATE_USEC && usec <= THEN_USEC;
}
