import { causeOf, clientCause, isForSeveral, type Attempt, type Call, type Reason } from './causes.ts';
import type { BusMessage, Told } from './decode.ts';
import type { Graph } from './graph.ts';
import { asksForJobs, canAskFor } from './methods.ts';
import type { TrueCause, TrueJobType, TrueMember, TrueTime, TrueTransaction } from './truth.ts';

/** A line of the manager with what it says. */
export interface Said {
  readonly at: TrueTime;
  readonly text: string;
  readonly told: Told | undefined;
  readonly transaction?: string;
  /** Lines are missing right before this one. */
  readonly isAfterGap: boolean;
}

/** A transaction, before it is known who pulled in whom. */
export type FoundTransaction = Omit<TrueTransaction, 'members'> & { readonly members: readonly FoundMember[] };
export type FoundMember = Omit<TrueMember, 'parents' | 'unknown'> & { readonly at: TrueTime };

interface Open {
  readonly at: TrueTime;
  readonly attempts: Attempt[];
  readonly mode: string;
  readonly number: string | undefined;
  readonly members: FoundMember[];
  cause: TrueCause;
  isEnqueued: boolean;
  isAcrossGap: boolean;
}

/**
 * Reads the transactions of a log: what stands between "Trying to enqueue job" and "Enqueued job" is one. Every caller of manager_add_job() writes why before it
 * calls, or right after; where neither is there, or it does not fit the job, the cause is unknown.
 */
export function readTransactions(log: readonly Said[], graph: Graph): readonly FoundTransaction[] {
  const reader = new TransactionReader(graph);
  for (const said of log) reader.take(said);
  return reader.end();
}

class TransactionReader {
  readonly #found: Open[] = [];
  readonly #graph: Graph;
  readonly #unanswered = new Map<string, Call>();
  /** The job that a unit has. */
  readonly #jobs = new Map<string, TrueJobType>();
  #peers: { readonly pid: number; readonly comm: string }[] = [];
  #connections = 0;
  #reason: Reason | undefined;
  /** The change of state within which OnFailure= of another unit was looked at. */
  #outer: Reason | undefined;
  #lack = 'nothing before it says why';
  #open: Open | undefined;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  end(): readonly FoundTransaction[] {
    this.#open = undefined;
    return this.#found.map(({ at, attempts, mode, members, cause, isEnqueued, isAcrossGap }, id) => ({
      id,
      at,
      anchor: attempts[0]?.unit ?? '',
      anchors: attempts.map(({ unit }) => unit),
      type: attempts[0]?.type ?? 'nop',
      mode,
      cause: isAcrossGap && cause.kind !== 'unknown' ? { kind: 'unknown', reason: 'lines of it are missing', lines: cause.lines } : cause,
      outcome: isEnqueued ? 'enqueued' : members.length > 0 || isAcrossGap ? 'unknown' : 'refused',
      members,
    }));
  }

  take(said: Said): void {
    if (said.isAfterGap) {
      this.#forget('lines are missing before it');
      this.#unanswered.clear();
      if (this.#open !== undefined) this.#open.isAcrossGap = true;
    }
    if (this.#open !== undefined && isOutside(said, this.#open)) this.#open = undefined;
    const { told, at, text } = said;
    if (told === undefined) return;
    switch (told.kind) {
      case 'trying':
        this.#try(said, { unit: told.unit, type: told.type, mode: told.mode, at });
        return;
      case 'installed':
      case 'merged':
        this.#jobs.set(told.unit, told.kind === 'merged' ? told.into : told.type);
        this.#join(said, { job: told.id, unit: told.unit, type: told.type, how: told.kind, at });
        return;
      case 'enqueued':
        if (this.#open !== undefined) this.#open.isEnqueued = true;
        return;
      case 'reinstalled':
        this.#jobs.set(told.unit, told.type);
        return;
      case 'converting':
        this.#jobs.set(told.unit, told.to);
        return;
      case 'finished':
        this.#jobs.delete(told.unit);
        return;
      case 'changed':
        this.#changed(told, said);
        return;
      case 'got':
        this.#got(told.message, said);
        return;
      case 'sent':
        this.#sent(told.message);
        return;
      case 'varlink':
        this.#reason = { kind: 'varlink', method: told.method, at, text };
        return;
      case 'peer':
        this.#forget();
        this.#peers.push({ pid: told.pid, comm: told.comm });
        return;
      case 'accepted':
        this.#forget();
        this.#connections += 1;
        return;
      case 'disconnected':
        this.#forget();
        this.#connections = Math.max(0, this.#connections - 1);
        if (this.#connections === 0) this.#peers = [];
        return;
      case 'restart-scheduled':
        this.#restarted(told, text);
        return;
      case 'termination':
        if (this.#reason?.kind === 'told' && this.#reason.told.kind === 'changed') this.#outer = this.#reason;
        this.#reason = { kind: 'told', told, text };
        return;
      case 'termination-done':
        this.#reason = this.#outer;
        return;
      case 'other-event':
      case 'process-ended':
        this.#forget();
        return;
      case 'reexecuting':
      case 'started':
        this.#forget();
        this.#unanswered.clear();
        this.#connections = 0;
        this.#peers = [];
        return;
      case 'special-unit':
      case 'reloading':
      case 'reloaded':
      case 'log-level':
      case 'process-began':
      case 'timed-out':
      case 'result':
        return;
      default:
        this.#outer = undefined;
        this.#reason = { kind: 'told', told, text };
    }
  }

  #forget(lack = 'nothing before it says why'): void {
    this.#reason = undefined;
    this.#outer = undefined;
    this.#lack = lack;
  }

  #try(said: Said, attempt: Attempt): void {
    if (this.#open !== undefined) {
      // Only EnqueueUnitJobMany() has several anchors, and only since transactions have numbers.
      this.#open.attempts.push(attempt);
      return;
    }
    const cause = this.#causeOf(attempt);
    this.#open = {
      at: said.at,
      attempts: [attempt],
      mode: attempt.mode,
      number: said.transaction,
      members: [],
      cause: { ...cause, lines: [...cause.lines, said.text] },
      isEnqueued: false,
      isAcrossGap: false,
    };
    this.#found.push(this.#open);
    if (this.#reason !== undefined && !isForSeveral(this.#reason)) this.#forget();
  }

  #causeOf(attempt: Attempt): TrueCause {
    const reasons = [this.#reason, this.#outer].filter((reason) => reason !== undefined);
    const judged = reasons.map((reason) => causeOf(reason, attempt, this.#graph));
    const cause = judged.find((one) => typeof one !== 'string');
    if (cause !== undefined) return cause;
    return { kind: 'unknown', reason: judged.find((one) => typeof one === 'string') ?? this.#lack, lines: [] };
  }

  #join(said: Said, found: FoundMember): void {
    if (this.#open === undefined) {
      // manager_propagate_reload() is the only one that tries nothing.
      const isReload = found.type === 'nop' || found.type === 'reload' || found.type === 'try-reload' || found.type === 'reload-or-start';
      this.#open = {
        at: said.at,
        attempts: [],
        mode: '',
        number: said.transaction,
        members: [],
        cause: isReload
          ? { kind: 'reload-propagation', lines: [said.text] }
          : { kind: 'unknown', reason: 'it was tried before the log begins', lines: [said.text] },
        isEnqueued: isReload,
        isAcrossGap: false,
      };
      this.#found.push(this.#open);
    }
    this.#open.members.push(found);
  }

  #changed(told: Extract<Told, { kind: 'changed' }>, { text }: Said): void {
    const last = this.#found.at(-1);
    // socket_stop_notify() (258) starts at last what was put off, and says so afterwards.
    if (last?.cause.kind === 'unknown' && told.from === 'deferred' && told.to === 'running' && this.#isTriggered(last, told.unit))
      last.cause = { kind: 'socket', unit: told.unit, lines: [...last.cause.lines, text] };
    const jobType = this.#jobs.get(told.unit);
    this.#outer = undefined;
    this.#reason = { kind: 'told', told, text, ...(jobType === undefined ? {} : { jobType }) };
  }

  #isTriggered({ attempts, at }: Open, by: string): boolean {
    return attempts.some(({ unit }) => this.#graph.has(by, 'Triggers', unit, at.realtime));
  }

  #restarted(told: Extract<Told, { kind: 'restart-scheduled' }>, text: string): void {
    const last = this.#found.at(-1);
    if (last?.cause.kind === 'unknown' && last.attempts[0]?.unit === told.unit && !last.isAcrossGap)
      last.cause = {
        kind: 'restart-policy',
        unit: told.unit,
        ...(told.isOnRequest ? { isOnRequest: true } : {}),
        lines: [...last.cause.lines, text],
      };
    this.#forget();
  }

  #got(message: BusMessage, { at, text, told }: Said): void {
    if (message.type === 'method_call') {
      const [peer] = this.#peers;
      const call: Call = { message, at, text, ...(this.#peers.length === 1 && peer !== undefined ? { peer } : {}) };
      this.#forget();
      if (!asksForJobs(message)) return;
      this.#unanswered.set(callKey(message.sender, message.cookie), call);
      this.#reason = { kind: 'call', call };
    } else if (message.type === 'signal') {
      this.#forget();
      if (message.member === 'ActivationRequest' && message.sender === 'org.freedesktop.DBus' && told !== undefined)
        this.#reason = { kind: 'told', told, text };
    }
  }

  /** What answers a call is the end of it; and it tells the call of a job that had to wait for an authorization. */
  #sent(message: BusMessage): void {
    if (message.type !== 'method_return' && message.type !== 'error') return;
    const key = callKey(message.destination, message.replyCookie);
    const call = this.#unanswered.get(key);
    if (call === undefined) return;
    this.#unanswered.delete(key);
    const last = this.#found.at(-1);
    const [attempt] = last?.attempts ?? [];
    if (
      message.type === 'method_return' &&
      last !== undefined &&
      last.cause.kind === 'unknown' &&
      !last.isAcrossGap &&
      attempt !== undefined
    ) {
      const names = [attempt.unit, ...(this.#graph.unit(attempt.unit, attempt.at.realtime) ?? []).flatMap((unit) => unit.names)];
      if (call.message.sender !== undefined && canAskFor(call.message, attempt.type, names)) {
        const cause = clientCause(call);
        last.cause = { ...cause, lines: [...cause.lines, ...last.cause.lines] };
      }
    }
    if (this.#reason?.kind === 'call' && this.#reason.call === call) this.#forget();
  }
}

function callKey(sender: string | undefined, cookie: number): string {
  return `${sender ?? ''} ${String(cookie)}`;
}

/** Whether this line stands no longer in the transaction: with its number it is certain, without it what follows "Enqueued", or a refusal. */
function isOutside({ told, transaction }: Said, open: Open): boolean {
  if (open.number !== undefined) return transaction !== open.number;
  if (told === undefined) return false;
  if (told.kind === 'installed' || told.kind === 'merged' || told.kind === 'enqueued') return open.isEnqueued && open.attempts.length > 0;
  if (told.kind === 'finished') return open.isEnqueued;
  return told.kind !== 'sent' || told.message.type !== 'signal';
}
