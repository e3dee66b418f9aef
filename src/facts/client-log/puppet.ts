import { field } from '../journal-fields.ts';
import { defineClientLog } from './define-client-log.ts';
import { isOfRoot, runsProgram, writer } from './who-wrote.ts';

/** Puppet logs what it changed once it is done: a service that was stopped runs now, or was restarted for what it subscribes to. */
const CHANGED = /\/Service\[([^\]]+)\](?:\/ensure\) ensure changed 'stopped' to 'running'|\) Triggered 'refresh' from \d+ events?)/;

/** The agent and `puppet apply`; the title of the resource is the unit's name unless the manifest gives it another. */
export const puppet = defineClientLog({
  program: 'puppet',
  wrote: (line) =>
    /^puppet(?:-agent|-user)?$/.test(field(line.fields, 'SYSLOG_IDENTIFIER') ?? '') && isOfRoot(line) && runsProgram(line, 'ruby'),
  read(line) {
    const unit = /^\(/.test(line.text) ? CHANGED.exec(line.text)?.[1] : undefined;
    return unit === undefined ? undefined : { comm: 'puppet', units: [unit], when: 'after', ...writer(line) };
  },
});
