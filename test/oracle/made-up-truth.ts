import type { Truth, TrueCause, TrueEnd, TrueEnding, TrueMember, TrueRequest, TrueStart, TrueTime, TrueTransaction } from './truth.ts';

/** A truth that a test makes up: transactions at whole milliseconds, and what came of their jobs. */
export class MadeUpTruth {
  readonly #transactions: TrueTransaction[] = [];
  readonly #starts: TrueStart[] = [];
  readonly #ends: TrueEnd[] = [];

  /** A transaction and its members: `[unit, [[parent, setting, declaredBy?]…]]`. */
  transaction(
    ms: number,
    anchor: string,
    cause: MadeUpCause,
    members: Readonly<
      Record<string, readonly (readonly [parent: string, setting: TrueMember['parents'][number]['setting'], declaredBy?: string])[]>
    > = {},
    { type = 'start', mode = 'replace', anchors = [] }: Partial<Pick<TrueTransaction, 'type' | 'mode' | 'anchors'>> = {},
  ): number {
    const id = this.#transactions.length;
    const at = time(ms);
    const all: Readonly<Record<string, readonly (readonly [string, TrueMember['parents'][number]['setting'], string?])[]>> = {
      [anchor]: [],
      ...members,
    };
    this.#transactions.push({
      ...{ id, at, anchor, anchors, type, mode, outcome: 'enqueued' },
      cause: { lines: [], ...(cause.kind === 'client' ? CLIENT(at) : cause) } as TrueCause,
      members: Object.entries(all).map(([unit, parents], index) => ({
        ...{ job: id * 100 + index, unit, type: memberType(type, parents), how: 'installed' },
        parents: parents.map(([parent, setting, declaredBy = parent]) => ({
          unit: parent,
          setting,
          property: `${setting} of ${declaredBy}`,
        })),
      })),
    });
    return id;
  }

  /** A start by the unit's job in these transactions, the first of which made it. */
  start(ms: number, unit: string, ...transactions: readonly number[]): this {
    this.#starts.push({ unit, at: time(ms), invocation: `${unit}@${ms}`, how: 'job', requests: this.#requests(unit, transactions) });
    return this;
  }

  startWithoutJob(ms: number, unit: string, how: 'no-job' | 'unknown' = 'no-job'): this {
    this.#starts.push({ unit, at: time(ms), invocation: `${unit}@${ms}`, how, requests: [] });
    return this;
  }

  end(ms: number, unit: string, how: TrueEnding, ...transactions: readonly number[]): this {
    this.#ends.push({
      unit,
      began: time(ms),
      at: time(ms + 1),
      into: 'inactive',
      result: 'success',
      how,
      requests: this.#requests(unit, transactions),
    });
    return this;
  }

  get truth(): Truth {
    return {
      manager: { boot: 'b', pid: 1, scope: 'system' },
      transactions: this.#transactions,
      jobs: [],
      starts: this.#starts,
      ends: this.#ends,
      gaps: [],
    };
  }

  #requests(unit: string, transactions: readonly number[]): TrueRequest[] {
    return transactions.map((id) => {
      const transaction = this.#transactions[id]!;
      const member = transaction.members.find((one) => one.unit === unit)!;
      return {
        transaction: id,
        at: transaction.at,
        type: member.type,
        how: 'installed',
        isAnchor: transaction.anchor === unit || transaction.anchors.includes(unit),
        parents: member.parents,
      };
    });
  }
}

type MadeUpCause =
  | { readonly kind: 'client' }
  | { readonly kind: 'unneeded' }
  | { readonly kind: 'boot' }
  | { readonly kind: 'unknown'; readonly reason: string }
  | {
      readonly kind: 'timer' | 'path' | 'socket' | 'on-failure' | 'on-success' | 'upheld-by' | 'bound-to' | 'restart-policy';
      readonly unit: string;
    }
  | { readonly kind: 'retroactive'; readonly unit: string; readonly became: 'active' | 'inactive' };

const CLIENT = (at: TrueTime) => ({
  kind: 'client',
  at,
  method: 'StartUnit',
  interface: 'org.freedesktop.systemd1.Manager',
  path: '/org/freedesktop/systemd1',
  by: 'private',
});

function memberType(type: TrueTransaction['type'], parents: readonly (readonly [string, string, string?])[]): TrueTransaction['type'] {
  return parents.some(([, setting]) => setting === 'Conflicts' || setting === 'isolate') ? 'stop' : type;
}

/** Milliseconds of the story; it began at one second. */
export function time(ms: number): TrueTime {
  return { realtime: 1_000_000 + ms * 1000, monotonic: ms * 1000 };
}
