import type { CommandLogged } from '../../model/log-event.ts';
import { ansible } from './ansible.ts';
import { apt } from './apt.ts';
import { at } from './at.ts';
import { audit } from './audit.ts';
import { cron } from './cron.ts';
import type { LogLine } from './client-log.ts';
import { dpkg } from './dpkg.ts';
import { logind } from './logind.ts';
import { needrestart } from './needrestart.ts';
import { polkit } from './polkit.ts';
import { puppet } from './puppet.ts';
import { sudo } from './sudo.ts';

/** Every program whose lines tell who asked for a start. */
export const CLIENT_LOGS = [sudo, cron, polkit, ansible, needrestart, dpkg, at, logind, puppet, audit, apt] as const;

/** What a line tells of who asked for what, when a program that may say it wrote it. */
export function decodeClientLine(line: LogLine): CommandLogged | undefined {
  const log = CLIENT_LOGS.find(({ wrote }) => wrote(line));
  const told = log?.read(line);
  return log === undefined || told === undefined ? undefined : { event: 'command-logged', program: log.program, ...told };
}
