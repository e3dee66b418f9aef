import { field } from '../../model/journal-fields.ts';
import { defineClientLog, isOfRoot, runsProgram, writer } from './client-log.ts';

/** needrestart prints each command before it runs it; the journal has that where needrestart runs in a service, as in unattended upgrades. */
export const needrestart = defineClientLog({
  program: 'needrestart',
  label: 'needrestart',
  matches: [['_COMM=needrestart']],
  wrote: (line) => field(line.fields, '_COMM') === 'needrestart' && isOfRoot(line) && runsProgram(line, 'perl'),
  read(line) {
    const command = /^\s*((?:\/\S*\/)?systemctl restart \S.*)$/.exec(line.text)?.[1];
    return command === undefined ? undefined : { comm: 'needrestart', command: command.trim(), ...writer(line) };
  },
});
