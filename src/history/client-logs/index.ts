import type { ClientProgram, CommandLogged, LoggingProgram } from '../../model/log-event.ts';
import { ansible } from './ansible.ts';
import { apt } from './apt.ts';
import { at } from './at.ts';
import { audit } from './audit.ts';
import { cron } from './cron.ts';
import type { ClientLog, LogLine } from './client-log.ts';
import { dpkg } from './dpkg.ts';
import { logind } from './logind.ts';
import { needrestart } from './needrestart.ts';
import { polkit } from './polkit.ts';
import { puppet } from './puppet.ts';
import { sudo } from './sudo.ts';

/** The log of each program, in the order in which they are asked whether they wrote a line. */
const LOGS: { readonly [Program in ClientProgram]: ClientLog<Program> } = {
  sudo,
  cron,
  polkit,
  ansible,
  needrestart,
  dpkg,
  at,
  logind,
  puppet,
  audit,
  apt,
};

/** Every program whose lines tell who asked for a start. */
export const CLIENT_LOGS: readonly ClientLog[] = Object.values(LOGS);

/** What a line tells of who asked for what, when a program that may say it wrote it. */
export function decodeClientLine(line: LogLine): CommandLogged | undefined {
  const log = CLIENT_LOGS.find(({ wrote }) => wrote(line));
  const told = log?.read(line);
  return log === undefined || told === undefined ? undefined : { event: 'command-logged', program: log.program, ...told };
}

/** What may have asked for a start that a line of this program came before. */
export function labelOf(program: LoggingProgram): string {
  return program === 'daemon-reload' ? 'whoever had the manager reloaded' : LOGS[program].label;
}

/** The journal's matches for the lines of all of these programs, and of dbus-daemon, which says for whom it activates a service. */
export const CLIENT_MATCHES = joined([['_COMM=dbus-daemon'], ...CLIENT_LOGS.flatMap(({ matches }) => matches)]);

/** Matches of the same one field are one match: journalctl takes any of its values. */
function joined(matches: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const byField = new Map<string, readonly string[]>();
  for (const match of matches) {
    const fields = [...new Set(match.map((one) => one.slice(0, one.indexOf('='))))].join();
    const key = fields.includes(',') ? match.join() : fields;
    byField.set(key, [...(byField.get(key) ?? []), ...match]);
  }
  return [...byField.values()];
}
