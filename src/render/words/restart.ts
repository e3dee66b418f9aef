import type { RestartDecision, RestartRule } from '../../model/restart-decision.ts';
import type { UnitEnd } from '../../model/timeline.ts';
import type { TimeWords } from './finding.ts';
import { span } from '../time/span.ts';
import { table } from '../../table.ts';

/**
 * What Restart= made of an end, as one sentence without a full stop: "Restart=on-failure did not do it: the stop was clean and asked for".
 * Undefined where nothing is known of it, and where Restart= is not set and no list forces a restart. Raw text: escape it for the output.
 */
export function restartSentence(end: UnitEnd, time: TimeWords): string | undefined {
  const { restart } = end;
  if (restart === undefined || (restart.setting === 'no' && !restart.acts)) return undefined;
  return SENTENCES[restart.rule]({ ...end, restart }, time);
}

type DecidedEnd = UnitEnd & { readonly restart: RestartDecision };

const SENTENCES: Readonly<Record<RestartRule, (end: DecidedEnd, time: TimeWords) => string>> = {
  'start-limit': ({ at, restart }, time) =>
    `it stays down although ${settingOf(restart)}: the start limit${limitWords(restart)} was hit at ${time(at)}`,
  'stop-pending': (end) => `${settingOf(end.restart)} did not do it: ${stopWords(end)}`,
  'manual-stop': (end) => `${settingOf(end.restart)} did not do it: ${stopWords(end)}`,
  'prevent-exit-status': ({ restart }) =>
    `${settingOf(restart)} did not do it: RestartPreventExitStatus= forbids it${on(restart, ' after a main process that ended with ')}`,
  'type-oneshot': ({ restart }) =>
    `RestartForceExitStatus= did not do it: Type=oneshot is not restarted after a success${on(restart, ', although the list holds ')}`,
  'force-exit-status': ({ restart }) =>
    `RestartForceExitStatus= ${brings(restart)} after a main process that ended with ${restart.on ?? 'one of its statuses'}, whatever ${settingOf(restart)} says`,
  'success-exit-status': (end) =>
    end.restart.acts
      ? `${settingOf(end.restart)} ${brings(end.restart)} after a success: SuccessExitStatus= counts ${end.restart.on ?? 'its status'} as one`
      : `${settingOf(end.restart)} did not do it: SuccessExitStatus= counts ${end.restart.on ?? 'its status'} as a success`,
  table: (end) =>
    end.restart.acts
      ? `${settingOf(end.restart)} ${brings(end.restart)} after ${mannerOf(end)}`
      : `${settingOf(end.restart)} did not do it: ${reasonOf(end)}`,
};

function settingOf({ setting }: RestartDecision): string {
  return `Restart=${setting}`;
}

function brings({ delayUsec, did }: RestartDecision): string {
  const verb = did === true ? 'brings it back' : 'would bring it back';
  return delayUsec === undefined ? verb : `${verb} ${spaced(span(delayUsec))}`;
}

function stopWords({ how, restart, chain }: DecidedEnd): string {
  if (restart.rule === 'manual-stop') return 'a restart or a stop that was asked for took it down';
  // A stop that another unit brought along was asked for by nobody.
  if (chain?.[0] !== undefined && chain[0].mechanism !== 'client-request') return 'a stop job took it down';
  return how === 'stopped' ? 'the stop was clean and asked for' : 'a stop was asked for';
}

function limitWords({ limit }: RestartDecision): string {
  return limit === undefined ? '' : ` of ${String(limit.burst)} in ${spaced(span(limit.intervalUsec))}`;
}

/** `10s` → `10 s`. */
function spaced(text: string): string {
  return text.replace(/(\d)([a-z])/g, '$1 $2');
}

function on({ on: what }: RestartDecision, before: string): string {
  return what === undefined ? '' : `${before}${what}`;
}

/** After what it acted: "it exited with 1/FAILURE". */
function mannerOf({ how, exitCode, exitStatus, exitStatusName, result, command, restart }: DecidedEnd): string {
  const status = [exitStatus, exitStatusName].filter((part) => part !== undefined).join('/');
  const who = command === undefined ? 'it' : `its ${command}=`;
  if (how === 'skipped') return 'its ExecCondition= skipped it';
  if (how === 'timeout') return 'a time-out';
  if (how === 'watchdog') return 'its watchdog ran out';
  if (how === 'oom-kill') return 'the OOM killer took a process of it';
  if (result === 'protocol') return 'it broke the protocol of its Type=';
  if (result === 'resources') return 'systemd lacked what it takes to run it';
  if (exitCode === 'exited') return `${who} exited with ${status}`;
  if (exitCode === 'killed') return result === 'success' ? `${who} ended by ${status}` : `${who} was killed by ${status}`;
  if (exitCode === 'dumped') return `${who} dumped core by ${status}`;
  return result === 'success' ? 'it ended without an error' : `the result ${restart.on ?? result ?? how}`;
}

const CONDITIONS: Readonly<Record<string, string>> = table({
  'on-success': 'acts on success only',
  'on-failure': 'acts on failures only',
  'on-abnormal': 'acts on signals, time-outs and the watchdog only',
  'on-abort': 'acts on signals only',
  'on-watchdog': 'acts on the watchdog only',
});

function reasonOf(end: DecidedEnd): string {
  const { result, restart } = end;
  if (result === 'exec-condition') return 'its ExecCondition= skipped it';
  const condition = CONDITIONS[restart.setting];
  const ended = result === 'success' && end.exitCode === undefined ? 'it ended without an error' : mannerOf(end);
  return condition === undefined ? `the result was ${restart.on ?? 'another'}` : `${ended}, and this setting ${condition}`;
}
