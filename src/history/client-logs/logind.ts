import { field } from '../../model/journal-fields.ts';
import { defineClientLog, isOfRoot, runsProgram, writer } from './client-log.ts';

/** What it says before it asks for a target (`bus_manager_log_shutdown` and `log_shutdown_message` in src/login). */
const TARGETS: readonly (readonly [RegExp, string])[] = [
  [/^System is rebooting with kexec\.$/, 'kexec.target'],
  [/^System is rebooting\b/, 'reboot.target'],
  [/^System is powering down\b/, 'poweroff.target'],
  [/^System is halting\b/, 'halt.target'],
];

/** logind asks for the scope of a session, for the user's own manager, and for the target of a shutdown; about a session it logs just before or just after. */
export const logind = defineClientLog({
  program: 'logind',
  label: 'logind',
  matches: [['_COMM=systemd-logind']],
  wrote: (line) => field(line.fields, '_COMM') === 'systemd-logind' && isOfRoot(line) && runsProgram(line, 'systemd-logind'),
  read(line) {
    const its = { comm: 'systemd-logind', ...writer(line) };
    const target = TARGETS.find(([text]) => text.test(line.text))?.[1];
    if (target !== undefined) return { ...its, units: [target] };
    const [, session, user] = /^New session '?([^\s']+)'? of user '?([^\s']+?)'?\.?(?: with class |$)/.exec(line.text) ?? [];
    if (session === undefined || user === undefined) return undefined;
    return { ...its, user, session, units: [`session-${session}.scope`], opensSession: true, when: 'around' };
  },
});
