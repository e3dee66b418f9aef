import { field } from '../../model/journal-fields.ts';
import { defineClientLog, isOfRoot, runsProgram, writer } from './client-log.ts';

/**
 * dpkg prints which package it is at, and the journal has that where it runs in a service; package scripts start and restart services, and do not say which.
 * At a terminal, and in unattended-upgrades, it goes to files under /var/log only.
 */
export const dpkg = defineClientLog({
  program: 'dpkg',
  label: 'a package script that dpkg ran',
  matches: [['_COMM=dpkg']],
  wrote: (line) => field(line.fields, '_COMM') === 'dpkg' && isOfRoot(line) && runsProgram(line, 'dpkg'),
  read: (line) =>
    /^(?:Setting up|Unpacking|Preparing to unpack|Removing|Processing triggers for) /.test(line.text)
      ? { comm: 'dpkg', opaque: true, ...writer(line) }
      : undefined,
});
