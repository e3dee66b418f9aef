import { field, number } from '../../model/journal-fields.ts';
import { defineClientLog, isOfRoot, runsProgram, writer } from './client-log.ts';
import { defined } from '../../defined.ts';

/** sudo logs a command before it runs it, under the real uid of who called it. What it refused has the reason in front of the first KEY=. */
export const sudo = defineClientLog({
  program: 'sudo',
  label: 'a command run with sudo',
  matches: [['_COMM=sudo']],
  wrote: (line) =>
    field(line.fields, '_COMM') === 'sudo' && (isOfRoot(line) || field(line.fields, '_EXE') !== undefined) && runsProgram(line, 'sudo'),
  read(line) {
    const [, user, keys = '', command] = /^\s*(\S+) : (?=[A-Z]+=)(.*?)COMMAND=(.*)$/.exec(line.text) ?? [];
    if (user === undefined || command === undefined) return undefined;
    const tty = /(?:^|; )TTY=(\S+) ;/.exec(keys)?.[1];
    const uid = number(line.fields, '_UID');
    return {
      user,
      command,
      ...writer(line),
      ...defined({ writtenBy: uid === 0 ? undefined : uid }),
      ...defined({ tty: tty === undefined || tty === 'unknown' ? undefined : tty }),
    };
  },
});
