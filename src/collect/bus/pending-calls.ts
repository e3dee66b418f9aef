import { jobIdOfPath } from '../../systemd/bus-path.ts';
import { usecBetween, type Instant } from '../../model/instant.ts';
import type { JobCall } from './job-call.ts';
import type { BusCaller } from './caller.ts';
import type { ClientCallPayload, ProcessDescription } from '../../model/observation.ts';
import type { MonitoredMessage } from './monitor-stream.ts';
import { defined } from '../../defined.ts';

/** Calls that ask for jobs and whose replies are awaited. */
interface PendingCalls {
  add(message: MonitoredMessage, call: JobCall, caller: BusCaller): void;
  /** The manager sent a JobNew, received on the same connection as calls and replies. */
  noteJob(id: number, at: Instant): void;
  /** The manager's reply to a call, or an error: a refused call queues no job and is not reported. */
  settle(reply: MonitoredMessage): void;
  close(): void;
}

export interface PendingCallsOptions {
  readonly report: (payload: ClientCallPayload, at: Instant, cameWith: readonly ProcessDescription[]) => void;
  /** After this time a call is reported without its job, ms. */
  readonly reportAfterMs?: number;
  /** How long a reply is awaited, ms; polkit may ask a person first. */
  readonly forgetAfterMs?: number;
}

interface PendingCall {
  readonly report: (outcome?: Pick<ClientCallPayload, 'job' | 'joined'>, at?: Instant) => void;
  /** How many JobNew signals came before it. */
  readonly jobsBefore: number;
  readonly timers: readonly NodeJS.Timeout[];
}

/** The largest number of calls whose replies are awaited at once, because anyone on the bus can make calls. */
const MAX_PENDING = 300;

/**
 * A job that a call makes is announced right before the reply, on every version (bus_job_send_pending_change_signal() in src/core/dbus-job.c); a job that existed
 * earlier, for example while polkit asked, was queued by another client.
 */
const RIGHT_BEFORE_USEC = 100_000n;

/** Matches replies to calls. */
export function createPendingCalls({ report, reportAfterMs = 2_000, forgetAfterMs = 120_000 }: PendingCallsOptions): PendingCalls {
  const open = new Map<string, PendingCall>();
  let closed = false;
  let announced = 0;
  let latest: { readonly id: number; readonly at: Instant } | undefined;

  const end = (key: string): PendingCall | undefined => {
    const call = open.get(key);
    open.delete(key);
    for (const timer of call?.timers ?? []) clearTimeout(timer);
    return call;
  };

  return {
    add({ sender, serial, at, expectsReply }, call, caller) {
      const reportCall: PendingCall['report'] = (outcome = {}, reportedAt = at) => {
        void caller.process.then((process) => {
          if (closed) return;
          report(
            { source: 'system-bus', kind: 'client-call', sender, ...call, ...outcome, ...defined({ process }) },
            reportedAt,
            caller.cameWith,
          );
        });
      };
      if (!expectsReply) return reportCall();
      const key = `${sender} ${String(serial)}`;
      end(key);
      const [oldest] = open.keys();
      if (open.size >= MAX_PENDING && oldest !== undefined) end(oldest)?.report();
      const timers = [setTimeout(() => reportCall(), reportAfterMs), setTimeout(() => end(key), forgetAfterMs)];
      open.set(key, { report: reportCall, jobsBefore: announced, timers });
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
      if (job === undefined) return call.report();
      const isNew = latest?.id === job && announced > call.jobsBefore && usecBetween(latest.at, at) <= RIGHT_BEFORE_USEC;
      call.report(isNew ? { job } : { joined: job }, at);
    },
    close() {
      closed = true;
      for (const key of [...open.keys()]) end(key);
    },
  };
}
