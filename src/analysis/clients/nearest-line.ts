import type { CommandLogged } from '../../model/fact.ts';
import { labelOf } from '../../history/client-logs/index.ts';
import type { History } from '../../history/history.ts';
import { anyOf, PROGRAMS_THAT_NAME } from '../../systemd/client-commands.ts';
import type { Activation } from '../../model/claim.ts';
import { linesBefore, type CommandLine } from './logs.ts';

/** A line that names no unit and tells of something that may have asked for one; `could` says of what, for a sentence. */
export interface Hint {
  readonly fact: CommandLine;
  readonly could: string;
}

/** The nearest thing logged before a start that nothing names, which could have asked for it. It is no more than that. */
export function nearestHint(activation: Activation, history: History): Hint | undefined {
  const fact = linesBefore(activation, history).find(({ detail }) => mayAskForAnything(detail));
  if (fact === undefined) return undefined;
  const { program, unit } = fact.detail;
  return { fact, could: `${labelOf(program)}${unit === undefined || program === 'cron' ? '' : ` in ${unit}`}` };
}

const ASKS_BY_NAME = new RegExp(`(?:^|[\\s/;&|(])(?:${anyOf(PROGRAMS_THAT_NAME)})(?:\\s|$)`);
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
