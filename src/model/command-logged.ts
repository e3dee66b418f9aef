/** The programs whose lines tell who asked for a start; `daemon-reload` is what the manager itself logs of one, from v254 on. */
export type LoggingProgram =
  'sudo' | 'cron' | 'polkit' | 'ansible' | 'needrestart' | 'dpkg' | 'apt' | 'at' | 'logind' | 'puppet' | 'audit' | 'daemon-reload';

/** What a program logged of what it was asked to do. */
export interface CommandLogged {
  readonly event: 'command-logged';
  readonly program: LoggingProgram;
  /** Who asked the program. */
  readonly user?: string;
  readonly uid?: number;
  /** The uid of who logged in, which sudo does not change: audit's auid. */
  readonly loginUid?: number;
  /** The process that logged, or that the record is about. */
  readonly pid?: number;
  readonly ppid?: number;
  readonly comm?: string;
  /** The unit of that process. */
  readonly unit?: string;
  readonly session?: string;
  readonly tty?: string;
  /** The command line as it was logged. */
  readonly command?: string;
  /** The units that the line says are to be started; names without a suffix are services. */
  readonly units?: readonly string[];
  /** The units that it says are to be stopped. */
  readonly stops?: readonly string[];
  /** Whether the line comes before what it tells of (the rule), after it, or on either side. */
  readonly when?: 'after' | 'around';
  /** A person logged in: their own manager is started as well. */
  readonly opensSession?: true;
  /** It tells that something ran that may start units, and not what. */
  readonly opaque?: true;
  /** Records with the same number tell of one call. */
  readonly auditId?: string;
}
