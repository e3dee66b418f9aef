import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import type { ClientProgram, CommandLogged } from '../../model/log-event.ts';
import { field, number, type JournalFields } from '../../model/journal-fields.ts';
import { defined } from '../../defined.ts';

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

/** UIDs of people and of DynamicUser= begin here (systemd's UIDS-GIDS document); those of system users lie below. */
const FIRST_PERSON_UID = 1000;

/** Whether root wrote it. */
export function isOfRoot({ fields }: LogLine): boolean {
  return field(fields, '_UID') === '0';
}

/** Whether root or a user of the system wrote it, no person. */
export function isOfSystem({ fields }: LogLine): boolean {
  const uid = number(fields, '_UID');
  return uid !== undefined && uid < FIRST_PERSON_UID;
}

/**
 * Whether a daemon of the system wrote it: root, or a process of its own service. Any process can call itself so and lend a program of that name, and every system user has a uid below 1000; but only
 * the manager puts a process into a service. Recordings of earlier versions do not hold the unit.
 */
export function isOfService({ fields }: LogLine, ...services: readonly string[]): boolean {
  const unit = field(fields, '_SYSTEMD_UNIT');
  return field(fields, '_UID') === '0' || unit === undefined || services.includes(unit);
}

/**
 * Whether the file that the process runs bears this name (or begins with it, for python3.11) and lies where only root writes. Any process can give itself
 * a name; recordings of earlier versions do not hold the file, and neither do entries of processes that were gone when journald looked.
 */
export function runsProgram({ fields }: LogLine, name: string): boolean {
  const exe = field(fields, '_EXE');
  return exe === undefined || (isOfDistribution(exe) && exe.slice(exe.lastIndexOf('/') + 1).startsWith(name));
}

/** Whether a program lies in a folder that only root writes. */
export function isOfDistribution(exe: string): boolean {
  return /^\/(?:usr|bin|sbin|lib|opt\/puppetlabs|run\/wrappers|nix\/store)\//.test(exe);
}

/** The process that wrote it, and where it runs. */
export function writer({ fields }: LogLine): { readonly pid?: number; readonly unit?: string; readonly session?: string } {
  const pid = number(fields, '_PID');
  const unit = field(fields, '_SYSTEMD_UNIT');
  const session = field(fields, '_SYSTEMD_SESSION');
  return defined({ pid, unit, session });
}
