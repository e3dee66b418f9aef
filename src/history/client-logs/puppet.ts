import { field } from '../../model/journal-fields.ts';
import { defineClientLog, isOfRoot, runsProgram, writer } from './client-log.ts';
import { defined } from '../../defined.ts';

/** Puppet logs what it changed once it is done: a service that was stopped runs now, or was restarted for what it subscribes to. */
const CHANGED = /\/Service\[([^\]]+)\](?:\/ensure\) ensure changed 'stopped' to 'running'|\) Triggered 'refresh' from \d+ events?)/;

/** A service that was to be down. */
const STOPPED = /\/Service\[([^\]]+)\](?:\/ensure\) ensure changed 'running' to 'stopped')/;

/** The agent and `puppet apply`; the title of the resource is the unit's name unless the manifest gives it another. */
export const puppet = defineClientLog({
  program: 'puppet',
  label: 'Puppet',
  matches: [
    ['_COMM=puppet', '_COMM=puppet-agent'],
    ['SYSLOG_IDENTIFIER=puppet-agent', 'SYSLOG_IDENTIFIER=puppet-user'],
  ],
  wrote: (line) =>
    /^puppet(?:-agent|-user)?$/.test(field(line.fields, 'SYSLOG_IDENTIFIER') ?? '') && isOfRoot(line) && runsProgram(line, 'ruby'),
  read(line) {
    if (!line.text.startsWith('(')) return undefined;
    const unit = CHANGED.exec(line.text)?.[1];
    const stopped = STOPPED.exec(line.text)?.[1];
    if (unit === undefined && stopped === undefined) return undefined;
    return defined({
      comm: 'puppet',
      units: unit === undefined ? undefined : [unit],
      stops: stopped === undefined ? undefined : [stopped],
      when: 'after',
      ...writer(line),
    });
  },
});
