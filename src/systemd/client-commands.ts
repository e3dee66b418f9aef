import { completeUnitName } from './unit-name.ts';
import { basename } from 'node:path';

/** The units that a command line of a shell, a cron table or a script asks a manager to start, by their full names. */
export interface StartCommand {
  readonly manager: 'system' | 'user';
  readonly units: readonly string[];
}

const STARTING = new Set([
  'start',
  'restart',
  'try-restart',
  'condrestart',
  'reload-or-restart',
  'reload-or-try-restart',
  'try-reload-or-restart',
  'isolate',
]);
/** These start the unit only with --now. */
const ENABLING = new Set(['enable', 'reenable']);
const OPTION_WITH_VALUE = new Set([
  '-H',
  '-M',
  '-t',
  '-p',
  '-P',
  '-n',
  '-o',
  '-s',
  '--host',
  '--machine',
  '--type',
  '--state',
  '--job-mode',
  '--root',
]);
/** What is only said is not done. */
const SAYING = new Set(['echo', 'printf', 'logger', 'wall', 'log']);
const CALL = /(?:^|\.)(?:Start|Restart|TryRestart|ReloadOrRestart)Unit$/;
const QUICK = /systemctl|\bservice\b|invoke-rc\.d|init\.d\/|StartUnit|RestartUnit/;

/** Finds `systemctl start UNIT` and what does the same in a line; it does not run the line, so variables stay unknown. */
export function startCommandsOf(line: string): readonly StartCommand[] {
  if (!QUICK.test(line) || /^\s*(?:#|\/\/|;)/.test(line)) return [];
  return line
    .replace(/\s#.*$/, '')
    .replaceAll('${', '$')
    .split(/[;|&]|\$\(|`/)
    .flatMap((command) => inCommand(command.split(/[\s"'()[\]{},]+/).filter((word) => word !== '')));
}

function inCommand(words: readonly string[]): readonly StartCommand[] {
  if (SAYING.has(words[0] ?? '')) return [];
  const units = startedIn(words).flatMap((name) => {
    const completed = /[$%*?<>]/.test(name) ? undefined : completeUnitName(name);
    // What would have to be escaped is no name but another word.
    return completed?.ok === true && !completed.escaped ? [completed.name] : [];
  });
  return units.length === 0 ? [] : [{ manager: words.includes('--user') ? 'user' : 'system', units }];
}

function startedIn(words: readonly string[]): readonly string[] {
  for (const [index, word] of words.entries()) {
    const rest = words.slice(index + 1);
    const name = word.slice(word.lastIndexOf('/') + 1).replace(/^[-+!@:|]+/, '');
    const script = /^(?:.*\/)?init\.d\/([\w.-]+)$/.exec(word)?.[1];
    if (script !== undefined && STARTING.has(rest[0] ?? '')) return [script];
    if (name === 'systemctl') return ofSystemctl(rest);
    if (name === 'service' || name === 'invoke-rc.d') {
      const [unit = '', verb = ''] = rest.filter((other) => !other.startsWith('-'));
      return STARTING.has(verb) ? [unit] : [];
    }
    if (CALL.test(word))
      return rest
        .map((other) => other.replace(/^string:/, ''))
        .filter((other) => /\.[a-z]+$/.test(other))
        .slice(0, 1);
  }
  return [];
}

function ofSystemctl(words: readonly string[]): readonly string[] {
  const operands: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (/[<>]/.test(word)) break;
    if (OPTION_WITH_VALUE.has(word)) index += 1;
    else if (!word.startsWith('-')) operands.push(word);
  }
  const [verb = '', ...units] = operands;
  return STARTING.has(verb) || (ENABLING.has(verb) && words.includes('--now')) ? units : [];
}

/** Programs that ask a manager for jobs. */
// prettier-ignore
const CLIENTS: readonly string[] = [
  'systemctl', 'service', 'busctl', 'dbus-send', 'gdbus', 'qdbus', 'deb-systemd-invoke', 'invoke-rc.d', 'systemd-run', 'run0', 'systemd-mount',
  'systemd-umount', 'telinit', 'init', 'shutdown', 'reboot', 'poweroff', 'halt', 'loginctl', 'machinectl', 'varlinkctl', 'dbus-update-activation-environment',
];

/** comm keeps 15 bytes (TASK_COMM_LEN in the kernel), so both forms of a long name are here. */
const NAMES: ReadonlySet<string> = new Set(CLIENTS.flatMap((name) => [name, name.slice(0, 15)]));

/** A script whose interpreter was named has that one's comm; its own name is in the arguments. */
const INTERPRETERS = /^(?:sh|bash|dash|ash|busybox|perl|python[\d.]*|env|sudo)$/;

/** Whether a process of this name could have asked; `arguments` is called only where the name does not tell. */
export function isClientProgram(comm: string, commandLine: () => readonly string[] | undefined): boolean {
  if (NAMES.has(comm)) return true;
  if (!INTERPRETERS.test(comm)) return false;
  return (commandLine() ?? []).slice(0, 2).some((word) => NAMES.has(basename(word)));
}

/** Whether the file that was executed is a program that asks. */
export function isClientPath(path: string): boolean {
  return CLIENTS.includes(basename(path));
}

/** The names of these programs, as files are called. */
export const CLIENT_PROGRAMS = CLIENTS;
