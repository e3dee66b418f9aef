import type { OutputFormat } from '../render/formats.ts';
import type { ManagerScope } from '../model/observation.ts';
import type { Shell } from './completion/shells.ts';

/** How a timeline is told. */
export interface Telling {
  readonly output: OutputFormat;
  /** The heading of a report. */
  readonly title?: string;
  /** The story begins with this one of the starts, counted from 1. */
  readonly fromStart?: number;
  /** Where traces are posted to, in place of being printed. */
  readonly otlpEndpoint?: URL;
}

/** How what was found is to be shown. */
export interface Presentation extends Telling {
  /** How many starts are shown, the newest; Infinity for all. */
  readonly lines: number;
  /** Every claim, with what was ruled out. */
  readonly all: boolean;
  readonly utc: boolean;
  /** Whether a pager may be used. */
  readonly pager: boolean;
  readonly quiet: boolean;
}

/** `whyalive UNIT…`; times and the boot are as typed, to be resolved by journalctl's own rules. */
export interface ExplainRequest extends Presentation {
  readonly command: 'explain';
  /** As typed; at least one. */
  readonly units: readonly string[];
  readonly since?: string;
  readonly until?: string;
  /** `0` for -b alone, an offset such as `-1`, a boot id with or without an offset, or `all`. */
  readonly boot?: string;
  readonly follow: boolean;
  /** At most one of directory, files and root is given. */
  readonly directory?: string;
  readonly files: readonly string[];
  readonly root?: string;
  readonly scope: ManagerScope;
  /** Where the raw observations are written too. */
  readonly writeTo?: string;
  /** Exit status 3 if a start is unexplained. */
  readonly strict: boolean;
  /** Whether recordings of the black box are taken in. */
  readonly recordings: boolean;
}

/** `whyalive watch UNIT…` */
export interface WatchRequest extends Telling {
  readonly command: 'watch';
  /** As typed; at least one. */
  readonly units: readonly string[];
  /** When to end by itself, in µs. */
  readonly forUsec?: bigint;
  readonly scope: ManagerScope;
  readonly writeTo?: string;
  /** Whether programs are traced as they are executed, so that even the shortest-lived client is seen. */
  readonly traceExec: boolean;
  readonly utc: boolean;
  readonly quiet: boolean;
}

/** `whyalive record [UNIT…]` */
export interface RecordRequest extends Omit<Presentation, 'output' | 'pager'> {
  readonly command: 'record';
  /** As typed; none for the whole manager. */
  readonly units: readonly string[];
  /** The file; a name is made up when none was given. */
  readonly writeTo?: string;
  /** The past is taken in from here on; `lines` starts of each unit otherwise. As typed. */
  readonly since?: string;
  /** In µs. */
  readonly forUsec?: bigint;
  /** A part of the recording grows to so many bytes; then the next begins. */
  readonly maxSize?: number;
  /** So many parts are kept, the newest. */
  readonly maxFiles?: number;
  readonly redact: boolean;
  readonly traceExec: boolean;
  readonly scope: ManagerScope;
  /** When given, the timeline is told at the end, the same as `report` will tell it. */
  readonly output?: OutputFormat;
}

/** `whyalive catch UNIT` */
export interface CatchRequest extends Omit<Presentation, 'lines' | 'pager'> {
  readonly command: 'catch';
  /** As typed. */
  readonly unit: string;
  /** When to give up, in µs; never when left out. */
  readonly timeoutUsec?: bigint;
  /** Stop the unit first. */
  readonly stop: boolean;
  /** Stop its sockets, timers and paths too; only with `stop`. */
  readonly withTriggers: boolean;
  readonly traceExec: boolean;
  readonly scope: ManagerScope;
  readonly writeTo?: string;
}

/** `whyalive report FILE…` */
export interface ReportRequest extends Presentation {
  readonly command: 'report';
  /** At least one. */
  readonly files: readonly string[];
  /** Whose story is told, as typed; the units that were recorded when there is none. */
  readonly units: readonly string[];
  /** As typed. */
  readonly since?: string;
  readonly until?: string;
  readonly redact: boolean;
}

/** `whyalive suspects UNIT…` */
export interface SuspectsRequest extends Omit<Presentation, 'lines' | keyof Telling> {
  readonly command: 'suspects';
  readonly output: 'text' | 'json';
  /** As typed; at least one. */
  readonly units: readonly string[];
  /** Another system's root folder, whose files are read. */
  readonly root?: string;
  readonly scope: ManagerScope;
}

/** `whyalive overview`; `lines` counts units, and `all` means units of every type. */
export interface OverviewRequest
  extends Omit<Presentation, keyof Telling>, Pick<ExplainRequest, 'since' | 'until' | 'boot' | 'directory' | 'files' | 'root' | 'scope'> {
  readonly command: 'overview';
  readonly output: 'text' | 'json';
}

/** `whyalive` alone: the recording that ships with the program. */
export interface DemoRequest extends Presentation {
  readonly command: 'demo';
}

/** `whyalive completion SHELL` */
export interface CompletionRequest {
  readonly command: 'completion';
  readonly shell: Shell;
}

export type Request =
  | ExplainRequest
  | WatchRequest
  | RecordRequest
  | CatchRequest
  | ReportRequest
  | OverviewRequest
  | DemoRequest
  | SuspectsRequest
  | CompletionRequest;

export type CommandName = Request['command'];

/** The terminal, or what stands in for one; commands reach standard output and error through it only. */
export interface Terminal {
  write(text: string): void;
  writeError(text: string): void;
  /** Width in columns; 80 where none is known, unless COLUMNS says so. */
  readonly columns: number;
  readonly rows: number;
  readonly isTty: boolean;
  readonly errorIsTty: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether standard output wants colour. */
  readonly colour: boolean;
  /** Writes the text, through a pager when it is taller than the terminal. */
  page(text: string): Promise<void>;
  /** Aborted by the first SIGINT, SIGTERM or SIGHUP after the call; a second signal ends the process as usual. */
  untilInterrupted(): AbortSignal;
}
