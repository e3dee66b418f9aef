import { field } from '../../model/journal-fields.ts';
import { defineClientLog, isOfRoot, runsProgram, writer } from './client-log.ts';

/** Debian's cron and cronie's crond log a command before its shell runs it; cronie's CMDEND comes after it. */
export const cron = defineClientLog({
  program: 'cron',
  label: 'a job of cron',
  matches: [['_COMM=cron', '_COMM=crond']],
  wrote(line) {
    const comm = field(line.fields, '_COMM');
    return (comm === 'cron' || comm === 'crond') && isOfRoot(line) && runsProgram(line, comm);
  },
  read(line) {
    const [, user, command] = /^\(([^)]*)\) CMD \((.*)\)$/.exec(line.text) ?? [];
    if (user === undefined || command === undefined) return undefined;
    const unit = field(line.fields, '_COMM') === 'cron' ? 'cron.service' : 'crond.service';
    return { user, command, unit, ...writer(line) };
  },
});
