import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import type { ClientProgram, CommandLogged } from '../../model/log-event.ts';
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
export interface ClientLog<Name extends ClientProgram = ClientProgram> {
  readonly program: Name;
  /** What may have asked for a start that its line does not name, as the subject of a sentence. */
  readonly label: string;
  /** Finds its lines in the journal by an index: in each of these, any of the values of one field, and all of the fields. */
  readonly matches: readonly (readonly string[])[];
  /** Whether the program itself wrote the line, by the fields that journald sets and no process can. */
  readonly wrote: (line: LogLine) => boolean;
  readonly read: (line: LogLine) => Told | undefined;
}

/** Defines a program, keeping its name as a literal. */
export function defineClientLog<const Name extends ClientProgram>(log: ClientLog<Name>): ClientLog<Name> {
  return log;
}
