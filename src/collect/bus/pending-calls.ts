import { jobIdOfPath } from '../../systemd/bus-path.ts';
import { usecBetween, type Instant } from '../../model/instant.ts';
import type { JobCall } from './job-call.ts';
import type { BusCaller } from './caller.ts';
import type { ClientCallPayload, ProcessDescription } from '../../model/observation.ts';
import type { OverheardMessage } from './monitored-message.ts';
import { defined } from '../../defined.ts';

/** Calls that ask for jobs and whose replies are awaited. */
interface OpenCalls {
  add(message: OverheardMessage, call: JobCall, caller: BusCaller): void;
  /** The manager announced a new job, heard on the same connection as calls and replies. */
  noteJob(id: number, at: Instant): void;
  /** The manager's reply to a call, or the error of whoever refused it: then nothing came of the call, and nothing is told. */
  settle(reply: OverheardMessage): void;
  close(): void;
}

export interface OpenCallsOptions {
  readonly tell: (payload: ClientCallPayload, at: Instant, cameWith: readonly ProcessDescription[]) => void;
  /** After this time a call is told without its job, ms. */
  readonly tellAfterMs?: number;
  /** So long is the reply waited for, because polkit may ask a person first, ms. */
  readonly forgetAfterMs?: number;
}

interface OpenCall {
  readonly tell: (outcome?: Pick<ClientCallPayload, 'job' | 'joined'>, at?: Instant) => void;
  /** How many jobs were announced before it. */
  readonly jobsBefore: number;
  readonly timers: readonly NodeJS.Timeout[];
}

/** Anyone on the bus can make calls; more than so many at once are not waited for. */
const MAX_OPEN = 300;

/**
 * A job that a call makes is announced right before the reply, on every version (bus_job_send_pending_change_signal() in src/core/dbus-job.c); a job that was there
 * before, while polkit asked say, was made by someone else.
 */
const RIGHT_BEFORE_USEC = 100_000n;

/** Puts calls and replies together. */
export function createOpenCalls({ tell, tellAfterMs = 2_000, forgetAfterMs = 120_000 }: OpenCallsOptions): OpenCalls {
  const open = new Map<string, OpenCall>();
  let closed = false;
  let announced = 0;
  let latest: { readonly id: number; readonly at: Instant } | undefined;

  const end = (key: string): OpenCall | undefined => {
    const call = open.get(key);
    open.delete(key);
    for (const timer of call?.timers ?? []) clearTimeout(timer);
    return call;
  };

  return {
    add({ sender, serial, at, expectsReply }, call, caller) {
      const tellOf: OpenCall['tell'] = (outcome = {}, toldAt = at) => {
        void caller.process.then((process) => {
          if (closed) return;
          tell(
            { source: 'system-bus', kind: 'client-call', sender, ...call, ...outcome, ...defined({ process }) },
            toldAt,
            caller.cameWith,
          );
        });
      };
      if (!expectsReply) return tellOf();
      const key = `${sender} ${String(serial)}`;
      end(key);
      const [oldest] = open.keys();
      if (open.size >= MAX_OPEN && oldest !== undefined) end(oldest)?.tell();
      const timers = [setTimeout(() => tellOf(), tellAfterMs), setTimeout(() => end(key), forgetAfterMs)];
      open.set(key, { tell: tellOf, jobsBefore: announced, timers });
    },
    noteJob(id, at) {
      announced += 1;
      latest = { id, at };
    },
    settle({ kind, at, destination, replySerial, body }) {
      const call = end(`${destination} ${String(replySerial)}`);
      if (call === undefined || kind !== 'return') return;
      const [path] = body;
      const job = typeof path === 'string' ? jobIdOfPath(path) : undefined;
      if (job === undefined) return call.tell();
      const isNew = latest?.id === job && announced > call.jobsBefore && usecBetween(latest.at, at) <= RIGHT_BEFORE_USEC;
      call.tell(isNew ? { job } : { joined: job }, at);
    },
    close() {
      closed = true;
      for (const key of [...open.keys()]) end(key);
    },
  };
}
