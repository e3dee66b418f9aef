import { activationOfJob } from '../../attribution/activation.ts';
import { asksFor } from '../../attribution/clients/asks-for.ts';
import { BATCH_USEC } from '../../attribution/transaction.ts';
import type { ClientsSeen } from '../../facts/fact.ts';
import type { History } from '../../facts/history.ts';
import type { Job } from '../../facts/unit-record.ts';
import { usecBetween } from '../../systemd/instant.ts';
import { defineEndMechanism } from '../define-end-mechanism.ts';

/** In one transaction, and in the ids that it burns, lie so many jobs at most. */
const MOST_IDS = 2_000;
const ISOLATING: ReadonlySet<string> = new Set(['isolate', 'default', 'rescue', 'emergency']);

/** The stop job came with the start of a unit that was isolated: whatever that one does not need is stopped (transaction_add_isolate_jobs()). */
export const isolate = defineEndMechanism({
  name: 'isolate',
  judge({ stop }, history, others) {
    if (stop === undefined || stop.kind === 'restart' || others.some(({ provesJob }) => provesJob === true)) return [];
    const { job, activation } = stop;
    if (job.queued?.known !== 'heard' || asksToStop(job, activation, history)) return [];
    for (const anchor of startsBelow(job, history)) {
      const seen = whoIsolates(anchor, job, history);
      if (seen === undefined) continue;
      const evidence = [anchor.queued, job.queued, seen].filter((fact) => fact !== undefined);
      return [
        {
          strength: 'stated',
          from: { kind: 'unit', unit: anchor.unit },
          why: `${anchor.unit} was isolated, and it does not need this unit`,
          evidence,
          behind: { start: activationOfJob(anchor, history) },
          provesJob: true,
        },
      ];
    }
    return [];
  },
});

/** The jobs announced together with this one, and numbered below it, nearest first. */
export function startsBelow(job: Job, history: History): readonly Job[] {
  const { queued } = job;
  if (queued?.known !== 'heard') return [];
  const found: Job[] = [];
  for (let id = job.id - 1; id > 0 && id > job.id - MOST_IDS; id -= 1) {
    const other = history.job(id, queued.at);
    if (other?.queued?.known !== 'heard') continue;
    const distance = usecBetween(other.queued.at, queued.at);
    if (distance > BATCH_USEC || distance < -BATCH_USEC) break;
    if (other.removed === undefined || other.removed.order > queued.order) found.push(other);
  }
  return found;
}

function asksToStop(
  job: Job,
  { unit, wish }: { readonly unit: Parameters<typeof asksFor>[1]; readonly wish?: Parameters<typeof asksFor>[2] },
  history: History,
): boolean {
  return scansOf(job, history).some(({ processes }) => processes.some(({ cmdline = [] }) => asksFor(cmdline, unit, wish)));
}

function whoIsolates(anchor: Job, job: Job, history: History): ClientsSeen | undefined {
  const unit = history.unit(anchor.unit);
  return [...scansOf(job, history), ...scansOf(anchor, history)].find(({ processes }) =>
    processes.some(
      ({ cmdline = [] }) => cmdline.some((word) => ISOLATING.has(word) || /job-mode=isolate$/.test(word)) && asksFor(cmdline, unit),
    ),
  );
}

function scansOf(job: Job, { clientsSeen }: History): readonly ClientsSeen[] {
  return clientsSeen.filter(({ jobs }) => jobs.includes(job.id));
}
