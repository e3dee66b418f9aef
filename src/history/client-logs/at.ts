import { field } from '../../model/journal-fields.ts';
import { defineClientLog, isOfService, isOfSystem, runsProgram, writer } from './client-log.ts';

/** atd opens a PAM session for a job right before it runs it; what the job does is not logged. */
export const at = defineClientLog({
  program: 'at',
  label: 'a job of at',
  matches: [['_COMM=atd']],
  wrote: (line) =>
    field(line.fields, '_COMM') === 'atd' && isOfSystem(line) && isOfService(line, 'atd.service', 'at.service') && runsProgram(line, 'atd'),
  read(line) {
    const user = /^pam_unix\(atd:session\): session opened for user (\S+?)(?:\(uid=\d+\))? by /.exec(line.text)?.[1];
    return user === undefined ? undefined : { user, comm: 'atd', opaque: true, ...writer(line) };
  },
});
