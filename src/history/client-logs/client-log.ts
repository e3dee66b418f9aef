import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import type { CommandLogged } from '../../model/log-event.ts';
import type { JournalFields } from '../../model/journal-fields.ts';

/** One entry of the journal that the manager did not write. */
export interface LogLine {
  readonly fields: JournalFields;
  readonly text: string;
  readonly scope: ManagerScope;
}

/** What a program tells of who asked it for what; the table adds the program's name. */
export type Told = Omit<CommandLogged, 'event' | 'program'>;

/** A program whose lines tell of requests, how its lines are known to be its own, and what they say. */
export interface ClientLog<Name extends string = string> {
  readonly program: Name;
  /** Whether the program itself wrote the line, by the fields that journald sets and no process can. */
  readonly wrote: (line: LogLine) => boolean;
  readonly read: (line: LogLine) => Told | undefined;
}

/** Defines a program, keeping its name as a literal. */
export function defineClientLog<const Name extends string>(log: ClientLog<Name>): ClientLog<Name> {
  return log;
}
