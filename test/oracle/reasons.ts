import type { ToldLink } from '../lab/told-start.ts';
import { callsOf, killsOf, type Call } from './client-calls.ts';
import type { Truth, TrueCause, TrueEnd, TrueJob, TrueParent, TrueRequest, TrueStart, TrueTransaction } from './truth.ts';

/** What is known to be true. */
export interface World {
  readonly truth: Truth;
  /** The clients' own log, where there is one. */
  readonly calls?: readonly Call[];
  /** All names of a unit; default: its own. */
  readonly namesOf?: (unit: string) => readonly string[];
}

/** Something that happened and has reasons: a start or an end of a unit, or a job of a transaction. */
export type Happening =
  | { readonly kind: 'job'; readonly unit: string; readonly at: number; readonly requests: readonly TrueRequest[] }
  | { readonly kind: 'start'; readonly start: TrueStart }
  | { readonly kind: 'end'; readonly end: TrueEnd }
  /** A unit waits for its automatic restart, which pulls in what it wants as if it were up. */
  | { readonly kind: 'auto-restart'; readonly unit: string };

/** One true reason of it, in the words of the program's links. */
export interface Reason {
  /** Any of these names is true. */
  readonly mechanisms: readonly string[];
  /** The unit that did it; undefined where it is no unit. */
  readonly unit?: string;
  /** What else may be named instead of a unit. */
  readonly kinds?: readonly string[];
  /** Whether there is nothing inside of the manager before it. */
  readonly isRoot: boolean;
  /** What links before it would have to tell of; none where nothing may stand before it. */
  readonly before: (link: ToldLink) => readonly Happening[];
  /** Whether a cause that is described is the one; default: any is. */
  readonly accepts?: (from: ToldLink['from']) => boolean;
  readonly says: string;
}

/** All true reasons; undefined when the log does not tell. */
export function reasonsOf(happening: Happening, world: World): readonly Reason[] | undefined {
  if (happening.kind === 'start') {
    const { start } = happening;
    if (start.how === 'no-job') return [noJob(start)];
    if (start.how === 'unknown') return undefined;
    return reasonsOf({ kind: 'job', unit: start.unit, at: start.at.realtime, requests: start.requests }, world);
  }
  if (happening.kind === 'auto-restart') {
    const { unit } = happening;
    return [
      { mechanisms: ['restart-policy'], unit, isRoot: true, before: () => lastEnd(unit, Infinity, world), says: `Restart= of ${unit}` },
    ];
  }
  if (happening.kind === 'end') return reasonsOfEnd(happening.end, world);
  const reasons = happening.requests.map((request) => reasonsOfRequest(happening.unit, happening.at, request, world));
  const known = reasons.filter((some) => some !== undefined).flat();
  // One that is not known may be any.
  return known.length === 0 || reasons.some((some) => some === undefined) ? undefined : known;
}

function noJob(start: TrueStart): Reason {
  return {
    mechanisms: ['no-job', 'device'],
    kinds: ['kernel', 'unknown', 'process', 'client'],
    isRoot: true,
    before: () => [],
    says: `no job: ${start.unit} became active outside of the manager`,
  };
}

function reasonsOfRequest(unit: string, at: number, request: TrueRequest, world: World): readonly Reason[] | undefined {
  const transaction = world.truth.transactions[request.transaction];
  if (transaction === undefined) return undefined;
  const ways = request.parents.map((parent): Reason => ({
    mechanisms: mechanismsOf(parent, request),
    unit: parent.unit,
    isRoot: false,
    before: () => [inTransaction(parent.unit, at, transaction, world)],
    says: parent.property,
  }));
  if (!request.isAnchor) return ways.length === 0 ? undefined : ways;
  const causes = reasonsOfCause(unit, request.type, transaction, world);
  return causes === undefined || ways.length === 0 ? causes : [...causes, ...ways];
}

/** The parent's own place in the transaction; one without a job of its own was its anchor, or is up already and hands on what it got. */
function inTransaction(unit: string, at: number, transaction: TrueTransaction, _world: World): Happening {
  const member = transaction.members.find((one) => one.unit === unit);
  const isAnchor = transaction.anchors.includes(unit) || transaction.anchor === unit;
  const request: TrueRequest = {
    transaction: transaction.id,
    at: transaction.at,
    type: member?.type ?? transaction.type,
    how: member?.how ?? 'installed',
    isAnchor,
    parents: member?.parents ?? [],
  };
  return { kind: 'job', unit, at, requests: [request] };
}

const PULL_IN: Readonly<Partial<Record<TrueParent['setting'], string>>> = {
  Requires: 'required-by',
  BindsTo: 'bound-by',
  Wants: 'wanted-by',
  Upholds: 'upheld-by',
};

function mechanismsOf({ setting, property, unit: parent }: TrueParent, request: TrueRequest): readonly string[] {
  if (setting === 'isolate') return ['isolate'];
  if (request.type === 'stop') return [setting === 'Conflicts' ? 'conflicts' : 'stop-propagation'];
  const pullIn = property === `${setting} of ${parent}` ? PULL_IN[setting] : undefined;
  // A restart spreads; of an end it is told as a stop that spreads.
  return pullIn === undefined ? ['restart-propagation', 'stop-propagation'] : [pullIn];
}

function reasonsOfCause(unit: string, type: string, transaction: TrueTransaction, world: World): readonly Reason[] | undefined {
  const { cause } = transaction;
  if (cause.kind === 'unknown') return undefined;
  const at = transaction.at.realtime;
  const says = describeCause(cause);
  const isStop = type === 'stop';
  const reason = (mechanisms: readonly string[], rest: Partial<Reason> = {}): readonly Reason[] => [
    { mechanisms, isRoot: true, before: () => [], says, ...rest },
  ];
  const startedBefore = (name: string) => (): readonly Happening[] => lastStart(name, at, world);
  const endedBefore = (name: string) => (): readonly Happening[] => lastEnd(name, at, world);
  switch (cause.kind) {
    case 'client':
      return reason(['client-request'], {
        kinds: ['client'],
        accepts: (from) => isClient(from, transaction, world),
        before: (link) => (link.from.unit === undefined ? [] : lastStart(link.from.unit, at, world)),
      });
    case 'timer':
      return reason(['timer'], { unit: cause.unit, before: startedBefore(cause.unit) });
    case 'path':
      return reason(['path'], { unit: cause.unit, before: startedBefore(cause.unit) });
    case 'socket':
      return reason(['socket-activation'], { unit: cause.unit, before: startedBefore(cause.unit) });
    case 'automount':
      return reason(['automount'], { unit: cause.unit, before: startedBefore(cause.unit) });
    case 'restart-policy':
      return reason(['restart-policy'], { unit: cause.unit, before: endedBefore(cause.unit) });
    case 'on-failure':
    case 'on-success':
      return reason([cause.kind], { unit: cause.unit, before: endedBefore(cause.unit) });
    case 'upheld-by':
      return reason(['upheld-by'], { unit: cause.unit, before: startedBefore(cause.unit) });
    case 'bound-to':
      return reason(['bound-to-inactive', ...(isStop ? [] : ['stop-propagation'])], { unit: cause.unit, before: endedBefore(cause.unit) });
    case 'unneeded':
      return reason(['stop-when-unneeded'], { kinds: ['unit', 'unknown'], before: (link) => lastEnd(link.from.unit ?? unit, at, world) });
    case 'retroactive':
      if (cause.became === 'inactive')
        return reason(['bound-to-inactive', 'stop-propagation'], { unit: cause.unit, before: endedBefore(cause.unit) });
      return reason(isStop ? ['conflicts'] : cause.settings.flatMap((setting) => PULL_IN[setting as TrueParent['setting']] ?? []), {
        unit: cause.unit,
        before: () => [...startedBefore(cause.unit)(), { kind: 'auto-restart', unit: cause.unit }],
      });
    case 'device-wants':
      return reason(['device'], { unit: cause.unit });
    case 'boot':
      return reason(['boot'], { kinds: ['boot'] });
    case 'signal':
      return reason(['signal'], { kinds: ['client', 'process', 'unknown'] });
    case 'emergency-action':
      return reason(['emergency-action'], cause.unit === undefined ? { kinds: ['unit', 'unknown'] } : { unit: cause.unit });
    case 'bus-activation':
      return reason(['bus-activation'], {
        kinds: ['client', 'unknown'],
        before: (link) => (link.from.unit === undefined ? [] : lastStart(link.from.unit, at, world)),
      });
    case 'automount-idle':
      return reason(['automount-idle', 'automount'], { unit: cause.unit });
    case 'reload-propagation':
      return undefined;
  }
}

/** A client that is named by its pid must be one that asked for this; of one that no log tells nothing can be said. */
function isClient(from: ToldLink['from'] & { readonly pid?: number }, transaction: TrueTransaction, { calls, namesOf }: World): boolean {
  const { pid, unit } = from;
  if (calls === undefined || (pid === undefined && unit === undefined)) return true;
  const own = callsOf(transaction, calls, namesOf ?? ((name) => [name]));
  if (own.length === 0) return true;
  return own.some((call) => (pid === undefined || call.pid === pid) && (unit === undefined || call.unit === unit));
}

function reasonsOfEnd(end: TrueEnd, world: World): readonly Reason[] | undefined {
  const { how, unit } = end;
  const itself = (mechanisms: readonly string[], says: string): readonly Reason[] => [
    { mechanisms, unit, kinds: ['unit', 'kernel', 'unknown', 'client', 'process'], isRoot: true, before: () => [], says },
  ];
  switch (how.kind) {
    case 'job':
      return reasonsOf({ kind: 'job', unit, at: end.began.realtime, requests: end.requests }, world);
    case 'process': {
      // A stop job that had not come to it yet: that it would have been stopped, and that it ended by itself, are both true.
      const { truth } = world;
      const waiting = truth.jobs.find(
        (job) => job.unit === unit && isPending(job, end) && job.types.some((type) => type === 'stop' || type === 'restart'),
      );
      const stopped =
        waiting === undefined ? [] : (reasonsOf({ kind: 'job', unit, at: end.began.realtime, requests: waiting.requests }, world) ?? []);
      const says = `${how.process} process ${how.code} ${how.status} ${how.signal ?? ''}`.trimEnd();
      const namesOf = world.namesOf ?? ((name: string) => [name]);
      const kills = killsOf(unit, end.began.realtime, how.signal, world.calls ?? [], namesOf);
      const byItself = itself(how.code === 'exited' ? NOTHING : [...NOTHING, 'signal'], says);
      if (kills.length === 0) return [...byItself, ...stopped];
      const killed: Reason = {
        mechanisms: ['client-request'],
        kinds: ['client'],
        isRoot: true,
        accepts: ({ pid }: ToldLink['from'] & { readonly pid?: number }) => pid === undefined || kills.some((call) => call.pid === pid),
        before: (link) => (link.from.unit === undefined ? [] : lastStart(link.from.unit, end.began.realtime, world)),
        says: `systemctl ${kills[0]!.words.join(' ')}; ${says}`,
      };
      return [killed, ...(how.signal === undefined ? byItself : []), ...stopped];
    }
    case 'timeout':
      return itself(['manager-kill'], how.line);
    case 'outside':
      return itself(NOTHING, 'from outside of the manager');
    case 'itself':
      return itself(NOTHING, how.line);
    case 'unknown':
      return undefined;
  }
}

function isPending({ installed, finished }: TrueJob, { began, at }: TrueEnd): boolean {
  return installed !== undefined && installed.realtime <= began.realtime && (finished === undefined || finished.realtime >= at.realtime);
}

/** It ended by itself: no link is true, and `unexplained` is said of it. */
export const NOTHING: readonly string[] = ['(nothing)'];

/** A line of the log and a unit's own time may lie somewhat apart. */
const SLACK_USEC = 2000;

function lastStart(unit: string, at: number, world: World): readonly Happening[] {
  const start = world.truth.starts.findLast((one) => one.unit === unit && one.at.realtime <= at + SLACK_USEC);
  return start === undefined ? [] : [{ kind: 'start', start }];
}

function lastEnd(unit: string, at: number, world: World): readonly Happening[] {
  const end = world.truth.ends.findLast((one) => one.unit === unit && one.began.realtime <= at + SLACK_USEC);
  return end === undefined ? [] : [{ kind: 'end', end }];
}

function describeCause(cause: TrueCause): string {
  switch (cause.kind) {
    case 'client':
      return `a client called ${cause.method} (${cause.by}${cause.sender === undefined ? '' : ` ${cause.sender}`})`;
    case 'unknown':
      return `not known: ${cause.reason}`;
    case 'retroactive':
      return `retroactive: ${cause.settings.join(' or ')} of ${cause.unit}, which became ${cause.became}`;
    default:
      return 'unit' in cause && cause.unit !== undefined ? `${cause.kind} ${cause.unit}` : cause.kind;
  }
}
