import type { CommandLogged, HostLogged } from '../../model/fact.ts';
import type { History } from '../../history/history.ts';
import { listProperty } from '../../model/properties.ts';
import type { UnitRecord } from '../../model/unit-record.ts';
import { usecBetween } from '../../model/instant.ts';
import type { Activation } from '../../model/claim.ts';
import { asksFor } from './requested-action.ts';
import { linesBefore, type CommandLine } from './logs.ts';

/** Whether a line asks for this very unit: by name, by a command that asks for it, or as the manager of the one user who logs in at that moment. */
export function isNamedIn(
  { detail, at }: HostLogged & { readonly detail: CommandLogged },
  activation: Activation,
  history: History,
): boolean {
  const { unit, wish = 'start' } = activation;
  const told = [...(wish === 'stop' ? [] : (detail.units ?? [])), ...(wish === 'start' ? [] : (detail.stops ?? []))];
  if (wish !== 'kill' && told.some((name) => isNameOf(name, unit))) return true;
  if (wish === 'start' && detail.opensSession === true)
    return /^user(?:-runtime-dir)?@\d+\.service$/.test(unit.name) && isOnlyUser(detail.user, at, history);
  const manager = history.host()?.manager ?? 'system';
  return detail.command !== undefined && commandsOf(detail.command).some((words) => asksFor(words, unit, wish, manager));
}

/** Names as programs write them; without a suffix they are services. */
function isNameOf(name: string, unit: UnitRecord): boolean {
  return [unit.name, ...listProperty(unit.properties ?? {}, 'Names')].some((own) => own === name || own === `${name}.service`);
}

/** What logs give is one string: the words of each of a shell's commands. */
function commandsOf(line: string): readonly (readonly string[])[] {
  return line.split(/[;&|\n]+/).map((command) => command.split(/[\s()]+/));
}

const LOGIN_USEC = 5_000_000n;

/** Two users who log in at once leave open whose manager it is: the line has a name, the unit a number. */
function isOnlyUser(user: string | undefined, at: HostLogged['at'], history: History): boolean {
  return !history.hostLogs.some(({ detail, at: other }) => {
    if (detail.event !== 'command-logged' || detail.opensSession !== true || detail.user === user) return false;
    const distance = usecBetween(other, at);
    return distance >= -LOGIN_USEC && distance <= LOGIN_USEC;
  });
}

/** A line that names no unit and tells of something that may have asked for one; `could` says of what, for a sentence. */
export interface Hint {
  readonly fact: CommandLine;
  readonly could: string;
}

const COULD: Readonly<Record<CommandLogged['program'], string>> = {
  sudo: 'a command run with sudo',
  cron: 'a job of cron',
  polkit: 'a request that polkit allowed',
  ansible: 'a command of Ansible',
  needrestart: 'needrestart',
  dpkg: 'a package script that dpkg ran',
  apt: 'the installation of packages',
  at: 'a job of at',
  logind: 'logind',
  puppet: 'Puppet',
  audit: 'a command that audit recorded',
  'daemon-reload': 'whoever had the manager reloaded',
};

/** The nearest thing logged before a start that nothing names, which could have asked for it. It is no more than that. */
export function nearestHint(activation: Activation, history: History): Hint | undefined {
  const fact = linesBefore(activation, history).find(({ detail }) => mayAskForAnything(detail));
  if (fact === undefined) return undefined;
  const { program, unit } = fact.detail;
  return { fact, could: `${COULD[program]}${unit === undefined || program === 'cron' ? '' : ` in ${unit}`}` };
}

const ASKS_BY_NAME = /(?:^|[\s/;&|(])(?:systemctl|service|busctl|dbus-send|gdbus|invoke-rc\.d|deb-systemd-invoke|systemd-run)(?:\s|$)/;
/** What runs other programs, as the last part of a path. */
const RUNS_OTHERS =
  /^(?:sh|bash|dash|zsh|fish|su|env|nice|ionice|timeout|flock|setsid|nohup|xargs|perl|python[\d.]*|ruby|node|make|run-parts|apt|apt-get|aptitude|dpkg|dnf|yum|zypper|pacman|snap|unattended-upgrade|ansible-playbook|puppet|chef-client|salt-call)$/;
const IN_SYSTEM_FOLDER = /^\/(?:usr\/)?s?bin\//;

/** A command that names other units asks for those; of other commands only shells, interpreters, package managers and programs from elsewhere may ask for any. */
function mayAskForAnything({ opaque, command, units }: CommandLogged): boolean {
  if (opaque === true) return true;
  if (command === undefined || units !== undefined || ASKS_BY_NAME.test(command)) return false;
  return command
    .split(/[;&|({]+/)
    .map((part) => /^\s*(?:[A-Z_]+=\S*\s+)*(\S+)/.exec(part)?.[1] ?? '')
    .some(
      (program) =>
        RUNS_OTHERS.test(program.slice(program.lastIndexOf('/') + 1)) || (program.startsWith('/') && !IN_SYSTEM_FOLDER.test(program)),
    );
}
