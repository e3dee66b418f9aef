import { field } from '../../model/journal-fields.ts';
import { defineClientLog, isOfService, isOfSystem, runsProgram } from './client-log.ts';
import { defined } from '../../defined.ts';

/**
 * polkitd logs that someone proved who they are, before the manager goes on with the job. The command line in brackets is what the client shows in /proc.
 * What a rule allows without a question is not logged.
 */
export const polkit = defineClientLog({
  program: 'polkit',
  label: 'a request that polkit allowed',
  matches: [['_COMM=polkitd']],
  wrote: (line) =>
    field(line.fields, '_COMM') === 'polkitd' && isOfSystem(line) && isOfService(line, 'polkit.service') && runsProgram(line, 'polkitd'),
  read({ text }) {
    const [, subject = '', command, user] =
      /^Operator of (\S+) successfully authenticated as unix-user:\S+ to gain [A-Z-]+ authorization for action org\.freedesktop\.systemd1\.manage-units for \S+ \[(.*)\] \(owned by unix-user:(\S+)\)$/s.exec(
        text,
      ) ?? [];
    if (command === undefined || user === undefined) return undefined;
    const session = /^unix-session:(\S+)$/.exec(subject)?.[1];
    return defined({ user, command, session });
  },
});
