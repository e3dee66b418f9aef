import { jobKind } from '../jobs/job-kind.ts';
import type { End } from '../../history/run-ends/index.ts';
import type { History } from '../../history/history.ts';
import { textProperty } from '../../model/properties.ts';
import { isJobLog } from '../../model/fact.ts';
import { compareInstants } from '../../model/instant.ts';
import type { Job, StartRecord, UnitRecord } from '../../model/unit-record.ts';
import type { WireValue } from '../../model/observation.ts';
import type { RestartDecision } from '../../model/restart-decision.ts';
import {
  decideByPolicy,
  type ExitStatusSet,
  type MainStatus,
  type RestartAnswer,
  type RestartSettings,
} from '../../systemd/restart-policy.ts';
import { restartSettingsIn } from '../../systemd/restart-settings.ts';
import { signalName } from '../../systemd/signal-names.ts';
import { wasEditedSince } from './edited-since.ts';
import { mainStatuses } from './main-status.ts';
import { defined } from '../../defined.ts';

/** What Restart= makes of an end, without a look at what systemd then did. */
export type RestartAnswered = Pick<RestartDecision, 'setting' | 'acts' | 'rule' | 'on'>;

/** The answer of systemd's rules; undefined for other units than services, where too little is known of the end, and where the settings of then are not known. */
export function restartAnswer(end: End, run: StartRecord | undefined, unit: UnitRecord, history: History): RestartAnswered | undefined {
  const settings = settingsOf(unit);
  if (settings === undefined || wasEditedSince(unit.name, end.at, history)) return undefined;
  const setting = settings.restart;
  if (end.how === 'start-limit-hit') return { setting, acts: false, rule: 'start-limit', on: end.how };
  const found = answerOf(end, run, unit, history, settings);
  if (found === undefined) return undefined;
  const { acts, rule, by, main } = found;
  const on = by === 'status' ? statusWords(main) : by === 'result' ? (end.result ?? 'success') : undefined;
  return defined({ setting, acts, rule, on });
}

/** The settings that the manager reported; for a unit that it has not loaded, those of its files. */
function settingsOf({ name, properties, files }: UnitRecord): RestartSettings | undefined {
  const restart = textProperty(properties ?? {}, 'Restart');
  if (properties === undefined || restart === undefined) return name.endsWith('.service') ? restartSettingsIn(files) : undefined;
  return {
    restart,
    isOneshot: textProperty(properties, 'Type') === 'oneshot',
    prevent: exitStatusSet(properties['RestartPreventExitStatus']),
    force: exitStatusSet(properties['RestartForceExitStatus']),
    success: exitStatusSet(properties['SuccessExitStatus']),
  };
}

type Found = RestartAnswer & { readonly main?: MainStatus };

/** The answer, where it is the same for each way in which the main process can have ended. */
function answerOf(
  end: End,
  run: StartRecord | undefined,
  unit: UnitRecord,
  history: History,
  settings: RestartSettings,
): Found | undefined {
  const { prevent, force, success } = settings;
  const job = takenDownBy(end, run, unit, history);
  const result = end.result ?? (end.how === 'stopped' || job !== undefined ? 'success' : undefined);
  if (result === undefined) return undefined;
  const mains = mainStatuses(end, run, unit, success) ?? (isEmpty(prevent) && isEmpty(force) ? (['none'] as const) : undefined);
  if (mains === undefined && job === undefined) return undefined;
  const systemdVersion = history.systemdVersion();
  const answers = (mains ?? (['none'] as const)).map((mainStatus) => ({
    main: mainStatus,
    answer: decideByPolicy({ ...settings, result, systemdVersion, mainStatus, ...defined({ takenDownBy: job }) }),
  }));
  const [first, ...others] = answers;
  if (first?.answer === undefined || others.some(({ answer }) => answer?.acts !== first.answer?.acts)) return undefined;
  if (others.every(({ answer }) => answer?.rule === first.answer?.rule)) {
    return others.length === 0 ? { ...first.answer, main: first.main } : first.answer;
  }
  // Whether SuccessExitStatus= mattered is not known, but the table gives the same answer with and without it.
  return isEmpty(prevent) && isEmpty(force) ? { acts: first.answer.acts, rule: 'table', by: 'result' } : undefined;
}

/** `42` for an exit status, `SIGTERM` for a signal. */
function statusWords(main: MainStatus | undefined): string | undefined {
  if (main === undefined || main === 'none') return undefined;
  if (main.code === 'exited') return String(main.status);
  const name = signalName(main.status);
  return name === undefined ? `signal ${String(main.status)}` : `SIG${name}`;
}

/** The lists of statuses come over D-Bus as `(aiai)`: exit statuses, and signals. */
function exitStatusSet(value: WireValue | undefined): ExitStatusSet {
  const [statuses, signals] = Array.isArray(value) ? (value as readonly WireValue[]) : [];
  return { statuses: numbersIn(statuses), signals: numbersIn(signals) };
}

function numbersIn(value: WireValue | undefined): readonly number[] {
  return Array.isArray(value) ? value.filter((item): item is number => typeof item === 'number') : [];
}

function isEmpty({ statuses, signals }: ExitStatusSet): boolean {
  return statuses.length === 0 && signals.length === 0;
}

/**
 * Whether a stop job was there when the unit went down, or a restart job took it down; in both cases Restart= does nothing.
 * A stop job need not have done it: it may have waited for its turn when the unit ended by itself (unit_stop_pending() in src/core/unit.c).
 */
function takenDownBy(end: End, run: StartRecord | undefined, unit: UnitRecord, history: History): 'stop' | 'restart' | undefined {
  const stopping = unit.logs
    .filter((log) => isJobLog(log, 'stopping'))
    .find(({ at }) => compareInstants(at, end.at) <= 0 && (run === undefined || compareInstants(at, run.at) >= 0));
  if (stopping !== undefined) {
    const job = stopping.jobId === undefined ? undefined : history.job(stopping.jobId, stopping.at);
    return job !== undefined && jobKind(job, history) === 'restart' ? 'restart' : 'stop';
  }
  const kinds = unit.jobs.filter((job) => wasThere(job, end, run)).map((job) => jobKind(job, history));
  if (kinds.includes('stop')) return 'stop';
  if (kinds.includes('restart')) return 'restart';
  return end.how === 'stopped' ? 'stop' : undefined;
}

/** Whether a known job was queued at the end of the run and was then carried out. */
function wasThere(job: Job, end: End, run: StartRecord | undefined): boolean {
  const { queued, removed } = job;
  return (
    job !== run?.job &&
    queued !== undefined &&
    compareInstants(queued.at, end.at) <= 0 &&
    removed?.result === 'done' &&
    compareInstants(removed.at, end.at) >= 0
  );
}
