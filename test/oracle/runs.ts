import type { Told } from './decode.ts';
import type { Line } from './entry.ts';
import { JobReader, type FoundJob } from './jobs.ts';
import { stateClass, type StateClass } from './sub-states.ts';
import type { Said } from './transactions.ts';
import type { TrueEnd, TrueEnding, TrueTime } from './truth.ts';

export interface FoundStart {
  readonly unit: string;
  readonly at: TrueTime;
  readonly invocation: string;
  job?: FoundJob;
  /** Lines of this unit are missing, or it may have had a job that the log does not know. */
  unknown?: string;
}

export interface FoundEnd {
  readonly unit: string;
  readonly began: TrueTime;
  at: TrueTime;
  readonly invocation?: string;
  into: TrueEnd['into'];
  result?: string;
  how: TrueEnding;
  readonly job?: FoundJob;
}

export interface Runs {
  readonly starts: readonly FoundStart[];
  readonly ends: readonly FoundEnd[];
  readonly jobs: readonly FoundJob[];
  /** Where a unit is in a state that the log did not lead to. */
  readonly breaks: readonly { readonly from: TrueTime; readonly to: TrueTime; readonly why: string }[];
}

interface UnitLog {
  state?: string;
  lastAt?: TrueTime;
  invocation?: string;
  /** The first invocation that the log knows: it may have begun before the log. */
  pending?: FoundStart;
  start?: FoundStart;
  /** What its own processes and timers did since it last changed its state. */
  happened: { readonly told: Told; readonly text: string }[];
  lastText: string;
  end?: FoundEnd;
  isUp: boolean;
}

/** Reads the starts, the ends and the jobs of a log. `isComplete` is false while lines from before may be missing: a unit may have a job then that nobody told of. */
export function readRuns(log: readonly (Said & { readonly line: Line })[]): Runs {
  const reader = new RunReader();
  for (const said of log) reader.take(said);
  return reader.end();
}

class RunReader {
  readonly #jobs = new JobReader();
  readonly #units = new Map<string, UnitLog>();
  readonly #starts: FoundStart[] = [];
  readonly #ends: FoundEnd[] = [];
  readonly #breaks: { readonly from: TrueTime; readonly to: TrueTime; readonly why: string }[] = [];
  #isReloading = false;

  end(): Runs {
    return { starts: this.#starts, ends: this.#ends, jobs: this.#jobs.all(), breaks: this.#breaks };
  }

  take(said: Said & { readonly line: Line }): void {
    const { told, at, line, text } = said;
    // What state a unit is in by now is not known.
    if (said.isAfterGap) for (const unit of this.#units.values()) delete unit.state;
    if (told?.kind === 'reloading' || told?.kind === 'reexecuting') this.#isReloading = true;
    else if (this.#isReloading && told !== undefined && isAfterReload(told)) this.#isReloading = false;
    const name = line.unit ?? (told !== undefined && 'unit' in told ? told.unit : undefined);
    const unit = name === undefined ? undefined : this.#unit(name);
    if (name !== undefined && unit !== undefined && line.invocation !== undefined) this.#invoked(name, unit, line.invocation, at);
    if (told?.kind === 'changed') this.#changed(told, said);
    const before = name === undefined ? undefined : this.#jobs.of(name);
    this.#jobs.take(said);
    if (told?.kind === 'finished') this.#jobFinished(told, before);
    if (name === undefined || unit === undefined) return;
    if (line.job !== undefined && line.jobType === 'start' && unit.start?.job === undefined && unit.start !== undefined) {
      unit.start.job = this.#jobs.named(name, line.job, 'start');
    }
    const stopped = told?.kind === 'finished' ? told.type : line.jobType;
    if ((stopped === 'stop' || stopped === 'restart') && (unit.end?.how.kind === 'itself' || unit.end?.how.kind === 'outside'))
      unit.end.how = { kind: 'unknown', reason: 'there was a job that stopped it, and the log does not tell when it began' };
    switch (told?.kind) {
      case 'process-ended':
      case 'timed-out':
        unit.happened.push({ told, text });
        break;
      case 'process-began':
      case 'trying':
        unit.happened = [];
        break;
      case 'result':
        if (unit.end !== undefined && unit.state !== undefined) unit.end.result ??= told.result;
        unit.happened.push({ told, text });
        break;
      default:
    }
    unit.lastText = text;
    unit.lastAt = at;
  }

  #unit(name: string): UnitLog {
    const known = this.#units.get(name);
    if (known !== undefined) return known;
    const unit: UnitLog = { happened: [], lastText: '', isUp: false };
    this.#units.set(name, unit);
    return unit;
  }

  #invoked(name: string, unit: UnitLog, invocation: string, at: TrueTime): void {
    if (unit.invocation === invocation) return;
    const isFirst = unit.invocation === undefined;
    unit.invocation = invocation;
    const job = this.#jobs.of(name);
    const start: FoundStart = { unit: name, at, invocation, ...(job === undefined ? {} : { job }) };
    // Of the first that is seen, its first change of state tells whether it is new.
    if (isFirst && unit.state === undefined) unit.pending = start;
    else this.#began(unit, start);
  }

  #began(unit: UnitLog, start: FoundStart): void {
    if (unit.isUp && unit.end === undefined && unit.start !== undefined && unit.lastAt !== undefined) {
      const why = `${start.unit} began anew, and the log does not tell how it ended`;
      this.#breaks.push({ from: unit.lastAt, to: start.at, why });
      this.#ends.push({
        unit: start.unit,
        began: start.at,
        at: start.at,
        invocation: unit.start.invocation,
        into: 'inactive',
        how: { kind: 'unknown', reason: 'lines are missing' },
      });
      start.unknown = why;
    }
    delete unit.pending;
    delete unit.end;
    unit.happened = [];
    unit.start = start;
    unit.isUp = false;
    this.#starts.push(start);
  }

  #changed(told: Extract<Told, { kind: 'changed' }>, { at, text, line }: Said & { readonly line: Line }): void {
    const name = told.unit;
    const unit = this.#unit(name);
    const last = unit.state;
    const from = stateClass(told.from);
    const to = stateClass(told.to);
    // After a reload and a re-execution each unit is put back into the state that it had; that is no change.
    const isSame = from === 'down' && (last === told.to || (last === undefined && this.#isReloading));
    if (isSame && (line.invocation === undefined || unit.invocation === line.invocation) && (last === told.to || this.#isReloading)) {
      unit.state = told.to;
      if (unit.pending !== undefined) {
        unit.isUp = to === 'up';
        delete unit.pending;
      }
      return;
    }
    if (last !== undefined && last !== told.from && unit.lastAt !== undefined && !this.#isReloading) {
      this.#breaks.push({ from: unit.lastAt, to: at, why: `${name} was ${last}, and "${text}" is the next that the log tells` });
      if (unit.start !== undefined) unit.start.unknown ??= 'lines of this unit are missing';
    }
    unit.state = told.to;
    if (unit.pending !== undefined) {
      const { pending } = unit;
      if (from === 'down' || from === 'failed' || from === 'auto-restart') this.#began(unit, pending);
      else {
        delete unit.pending;
        unit.isUp = from === 'up';
      }
    }
    this.#follow(name, unit, from, to, at);
    unit.happened = [];
  }

  #follow(name: string, unit: UnitLog, from: StateClass, to: StateClass, at: TrueTime): void {
    const isOver = to === 'down' || to === 'failed' || to === 'auto-restart';
    if (unit.end !== undefined && from === 'going-down' && isOver) {
      unit.end.at = at;
      unit.end.into = intoOf(to);
      const result = resultOf(unit);
      if (result !== undefined) unit.end.result = result;
      return;
    }
    if (to === 'up') {
      unit.isUp = true;
      return;
    }
    // A start that fails before it is anything, as one that cannot be spawned, goes from dead to failed.
    const isStillborn = unit.start !== undefined && !unit.isUp && unit.end === undefined && isOver && from !== 'up';
    if (!(from === 'up' || isStillborn) || unit.end !== undefined) return;
    if (isStillborn && to === 'auto-restart' && from !== 'down' && from !== 'failed') return;
    const job = this.#jobs.of(name);
    const how = endingOf(name, unit, job);
    const result = resultOf(unit);
    const end: FoundEnd = {
      unit: name,
      began: at,
      at,
      into: intoOf(to),
      how,
      ...(unit.invocation === undefined ? {} : { invocation: unit.invocation }),
      ...(result === undefined ? {} : { result }),
      ...(how.kind === 'job' && job !== undefined ? { job } : {}),
    };
    unit.end = end;
    unit.isUp = false;
    this.#ends.push(end);
  }

  #jobFinished(told: Extract<Told, { kind: 'finished' }>, before: FoundJob | undefined): void {
    const { start } = this.#unit(told.unit);
    if (told.type === 'start' && start !== undefined && start.job === undefined && before === undefined && told.result === 'done')
      start.job = this.#jobs.all().findLast(({ id, unit }) => id === told.id && unit === told.unit) ?? start.job;
  }
}

/** While it reloads, a manager answers nobody and looks after no process; up to 253 it does not say that it is done. */
function isAfterReload(told: Told): boolean {
  if (told.kind === 'sent') return told.message.type !== 'signal';
  return AFTER_RELOAD.has(told.kind);
}

const AFTER_RELOAD: ReadonlySet<Told['kind']> = new Set([
  'reloaded',
  'got',
  'trying',
  'finished',
  'other-event',
  'process-began',
  'process-ended',
] as const);

function resultOf(unit: UnitLog): string | undefined {
  const told = unit.happened.findLast((one) => one.told.kind === 'result')?.told;
  return told?.kind === 'result' ? told.result : undefined;
}

function intoOf(to: StateClass): TrueEnd['into'] {
  if (to === 'failed') return 'failed';
  return to === 'auto-restart' ? 'auto-restart' : 'inactive';
}

/** What stands before the end of a service that no process and no job of it brought about. */
const OWN_END = /: (?:Start request repeated|Failed to (?!read)|D-Bus name .* not owned|Control group is empty|A process of this unit)/;

/** Types whose units the kernel, or whoever acts on it, takes away without asking the manager. */
const KEPT_BY_KERNEL = /\.(?:mount|swap|device)$/;

function endingOf(name: string, unit: UnitLog, job: FoundJob | undefined): TrueEnding {
  const type = job?.types.at(-1);
  for (const { told, text } of unit.happened.toReversed())
    if (told.kind === 'timed-out') return { kind: 'timeout', what: told.what, line: text };
  const ended = unit.happened.flatMap(({ told }) => (told.kind === 'process-ended' ? [told] : []));
  const process = ended.find((told) => told.process === 'main') ?? ended.at(-1);
  if (process !== undefined) {
    const { code, status, name: text } = process;
    return { kind: 'process', process: process.process, code, status, ...(code === 'exited' ? {} : { signal: `SIG${text}` }) };
  }
  if (type === 'stop' || type === 'restart' || type === 'try-restart') return { kind: 'job' };
  if (KEPT_BY_KERNEL.test(name)) return { kind: 'outside' };
  // A service says what happened to it; where it does not, lines are missing.
  if (name.endsWith('.service') && !OWN_END.test(unit.lastText))
    return { kind: 'unknown', reason: `"${unit.lastText}" does not say why it ended` };
  return { kind: 'itself', line: unit.lastText };
}
