import { type OutputFormat, FORMAT_NAMES } from '../render/formats.ts';
import type { ManagerScope } from '../systemd/systemctl-line.ts';
import { type Shell, completionRequest } from './completion/shells.ts';
import { UsageError } from '../errors.ts';
import type { TypedCommand } from './parse.ts';
import {
  isBoot,
  requireFollowable,
  telling,
  tellingAtEnd,
  tellingOfWatch,
  textOrJson,
  count,
  endpoint,
  format,
  heading,
  parts,
  several,
  startNumber,
} from './options.ts';
import { Command, Option } from 'commander';
import { parseSize } from './size-argument.ts';
import { parseSpan } from '../systemd/time-span.ts';
import { defined } from '../defined.ts';

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

/** The options as commander gives them. */
export interface Typed {
  readonly lines?: number;
  readonly since?: string;
  readonly until?: string;
  readonly boot?: string | true;
  readonly follow?: true;
  readonly output?: OutputFormat;
  readonly title?: string;
  readonly fromStart?: number;
  readonly otlpEndpoint?: URL;
  readonly all?: true;
  readonly directory?: string;
  readonly file?: readonly string[];
  readonly root?: string;
  readonly user?: true;
  readonly system?: true;
  readonly pager: boolean;
  readonly quiet?: true;
  readonly utc?: true;
  readonly write?: string;
  readonly strict?: true;
  readonly for?: bigint;
  readonly timeout?: bigint;
  readonly maxSize?: number;
  readonly maxFiles?: number;
  readonly redact?: true;
  readonly traceExec?: true;
  readonly stop?: true;
  readonly withTriggers?: true;
  readonly unit?: readonly string[];
  readonly recordings: boolean;
  readonly help?: true;
}

/** So many starts of a unit are shown unless told. */
export const DEFAULT_LINES = 10;

/** The requests that typed options stand for, by the command's name; each throws UsageError for what does not go together. */
export const REQUESTS: Readonly<Record<TypedCommand, (operands: readonly string[], typed: Typed) => Request>> = {
  explain: explainRequest,
  watch: (operands, typed): WatchRequest => ({
    command: 'watch',
    units: someOf(operands, 'watch needs a unit to watch; name one, as in: whyalive watch widget-daemon'),
    ...tellingOfWatch(typed),
    ...defined({ forUsec: typed.for }),
    scope: scopeOf(typed),
    ...defined({ writeTo: typed.write }),
    traceExec: typed.traceExec === true,
    utc: typed.utc === true,
    quiet: typed.quiet === true,
  }),
  record: recordRequest,
  catch: catchRequest,
  report: (operands, typed): ReportRequest => ({
    command: 'report',
    files: someOf(operands, 'report needs a recording to read; name its file, as in: whyalive report session.jsonl'),
    ...presentation(typed),
    units: typed.unit ?? [],
    ...defined({ since: typed.since, until: typed.until }),
    redact: typed.redact === true,
  }),
  overview: overviewRequest,
  completion: completionRequest,
  suspects: (operands, typed): SuspectsRequest =>
    defined({
      command: 'suspects',
      units: someOf(operands, 'suspects needs a unit to look at; name one, as in: whyalive suspects widget-daemon'),
      output: textOrJson(typed),
      all: typed.all === true,
      utc: typed.utc === true,
      pager: typed.pager,
      quiet: typed.quiet === true,
      root: typed.root,
      scope: scopeOf(typed),
    }),
};

function recordRequest(units: readonly string[], typed: Typed): RecordRequest {
  if (typed.maxFiles !== undefined && typed.maxSize === undefined)
    throw new UsageError('--max-files counts parts, and only --max-size makes parts; give both, as in: --max-size 100M --max-files 10');
  if (typed.all === true && typed.output === undefined) throw new UsageError('-a shapes what -o prints at the end; give -o text too');
  return defined({
    command: 'record',
    units,
    lines: typed.lines ?? DEFAULT_LINES,
    all: typed.all === true,
    utc: typed.utc === true,
    quiet: typed.quiet === true,
    writeTo: typed.write,
    since: typed.since,
    forUsec: typed.for,
    maxSize: typed.maxSize,
    maxFiles: typed.maxFiles,
    redact: typed.redact === true,
    traceExec: typed.traceExec === true,
    scope: scopeOf(typed),
    ...tellingAtEnd(typed),
  });
}

function catchRequest(units: readonly string[], typed: Typed): CatchRequest {
  const [unit, ...more] = units;
  if (unit === undefined || more.length > 0)
    throw new UsageError('catch waits for one unit; name it, as in: whyalive catch widget-daemon --timeout 10min');
  if (typed.withTriggers === true && typed.stop !== true)
    throw new UsageError('--with-triggers says what --stop stops too; give --stop with it, or leave it out');
  return {
    command: 'catch',
    unit,
    ...telling(typed),
    all: typed.all === true,
    utc: typed.utc === true,
    quiet: typed.quiet === true,
    ...defined({ timeoutUsec: typed.timeout }),
    stop: typed.stop === true,
    withTriggers: typed.withTriggers === true,
    traceExec: typed.traceExec === true,
    scope: scopeOf(typed),
    ...defined({ writeTo: typed.write }),
  };
}

function explainRequest(units: readonly string[], typed: Typed): ExplainRequest | DemoRequest {
  const elsewhere = placesNamed(typed);
  requireBoot(typed);
  requireFollowable(typed, elsewhere > 0, telling(typed).output);
  if (units.length === 0) return demoRequest(typed);
  return {
    command: 'explain',
    units,
    ...presentation(typed),
    ...pastOf(typed),
    follow: typed.follow === true,
    ...defined({ writeTo: typed.write }),
    strict: typed.strict === true,
    recordings: typed.recordings,
  };
}

/** How many places of a journal were named: none or one. */
function placesNamed(typed: Typed): number {
  const places = [typed.directory, typed.file, typed.root].filter((place) => place !== undefined).length;
  if (places > 1) throw new UsageError('-D, --file and --root each say where the journal is; give only one of them');
  return places;
}

function requireBoot(typed: Typed): void {
  if (typed.boot !== undefined && !isBoot(String(typed.boot))) {
    throw new UsageError(
      `-b does not understand '${String(typed.boot)}'; give an offset such as -1, a boot id from journalctl --list-boots, or all`,
    );
  }
}

function overviewRequest(operands: readonly string[], typed: Typed): OverviewRequest {
  const [unit] = operands;
  if (unit !== undefined)
    throw new UsageError(`overview tells of every unit and takes no name; for one unit leave the word overview out: whyalive ${unit}`);
  placesNamed(typed);
  requireBoot(typed);
  return {
    command: 'overview',
    ...presentation(typed),
    output: textOrJson(typed),
    ...pastOf(typed),
  };
}

/** Which past is asked for, and where its journal lies. */
function pastOf(typed: Typed): Pick<ExplainRequest, 'since' | 'until' | 'boot' | 'directory' | 'files' | 'root' | 'scope'> {
  return defined({
    since: typed.since,
    until: typed.until,
    boot: typed.boot === undefined ? undefined : String(typed.boot),
    directory: typed.directory,
    files: typed.file ?? [],
    root: typed.root,
    scope: scopeOf(typed),
  });
}

const OF_PRESENTATION: ReadonlySet<string> = new Set([
  'lines',
  'output',
  'title',
  'fromStart',
  'otlpEndpoint',
  'all',
  'utc',
  'pager',
  'quiet',
  'recordings',
]);

function demoRequest(typed: Typed): DemoRequest {
  if (Object.keys(typed).some((option) => !OF_PRESENTATION.has(option)) || !typed.recordings)
    throw new UsageError('no unit was named; name the one that will not stay down, as in: whyalive widget-daemon');
  return { command: 'demo', ...presentation(typed) };
}

function presentation(typed: Typed): Presentation {
  return {
    ...telling(typed),
    lines: typed.lines ?? DEFAULT_LINES,
    all: typed.all === true,
    utc: typed.utc === true,
    pager: typed.pager,
    quiet: typed.quiet === true,
  };
}

function scopeOf({ user, system }: Typed): ManagerScope {
  if (user === true && system === true) throw new UsageError('--user and --system name two managers; give only one of them');
  return user === true ? 'user' : 'system';
}

function someOf(operands: readonly string[], otherwise: string): readonly string[] {
  if (operands.length === 0) throw new UsageError(otherwise);
  return operands;
}

const WHICH = 'Which starts:';
const WHERE = 'Where to look:';
const HOW = 'How it is told:';
const OTHER = 'Other:';

const SINCE = ['-S, --since <time>', 'only starts from this time on, as journalctl reads times'] as const;
const UNTIL = ['-U, --until <time>', 'only starts up to this time'] as const;
const BOOT = [
  '-b, --boot [id]',
  'this boot (the default; of -D, --file or --root the last), -1 for the one before, an id, or all (the default with -S or -U)',
] as const;
const LINES = ['-n, --lines <count>', `the last COUNT starts of each unit, or all (${String(DEFAULT_LINES)} unless told)`, count] as const;
const FROM_START = ['--from-start <number>', 'begin with this one of the starts', startNumber] as const;
const FOR = ['--for <span>', 'end after this time: 30s, 5min, "1h 30min"', (text: string) => spanOf('--for', text)] as const;
const USER = ['--user', 'the manager of the calling user'] as const;
const SYSTEM = ['--system', 'the system manager (the default)'] as const;
const DIRECTORY = ['-D, --directory <dir>', 'read the journal files in this directory'] as const;
const FILE = ['--file <glob>', 'read this journal file; may be given again', several] as const;
const ROOT = ['--root <dir>', 'read the journal and the unit files under this directory'] as const;
const TRACE_EXEC = ['--trace-exec', "see even the shortest-lived client, with the kernel's tracing (root)"] as const;
const TITLE = ['--title <text>', 'the heading, of markdown and html', heading] as const;
const ENDPOINT = ['--otlp-endpoint <url>', 'post OpenTelemetry traces there', endpoint] as const;
const ALL = ['-a, --all', 'every claim, what was ruled out and why, all evidence'] as const;
const UTC = ['--utc', 'show times in UTC'] as const;
const NO_PAGER = ['--no-pager', 'never use a pager'] as const;
const QUIET = ['-q, --quiet', 'no hints, only what was found'] as const;
const WRITE = ['-w, --write <file>', 'also write what was observed to this file'] as const;
const REDACT = ['--redact', 'replace names, addresses and values by marks'] as const;
const HELP = ['-h, --help', 'show this help'] as const;

/** The commands by name, their options in groups. --help and the completion of each shell are made of them; the tests hold the manual to them. */
export const COMMANDS: Readonly<Record<TypedCommand, () => Command>> = {
  explain: () =>
    blank('whyalive', '[units...]')
      .optionsGroup(WHICH)
      .option(...LINES)
      .option(...SINCE)
      .option(...UNTIL)
      .option(...BOOT)
      .option(...FROM_START)
      .option('-f, --follow', 'then go on watching')
      .optionsGroup(WHERE)
      .option(...USER)
      .option(...SYSTEM)
      .option(...DIRECTORY)
      .option(...FILE)
      .option(...ROOT)
      .option('--no-recordings', 'leave out what whyalive-record.service recorded')
      .optionsGroup(HOW)
      .addOption(output())
      .option(...TITLE)
      .option(...ENDPOINT)
      .option(...ALL)
      .option(...UTC)
      .option(...NO_PAGER)
      .option(...QUIET)
      .optionsGroup(OTHER)
      .option(...WRITE)
      .option('--strict', 'exit with status 3 if a start is unexplained')
      .option(...HELP),
  watch: () =>
    blank('whyalive watch', '[units...]')
      .optionsGroup(WHICH)
      .option(...FOR)
      .option(...FROM_START)
      .optionsGroup(WHERE)
      .option(...USER)
      .option(...SYSTEM)
      .option(...TRACE_EXEC)
      .optionsGroup(HOW)
      .addOption(output())
      .option(...TITLE)
      .option(...ENDPOINT)
      .option(...UTC)
      .option('-q, --quiet', 'no hints, only what happened')
      .optionsGroup(OTHER)
      .option(...WRITE)
      .option(...HELP),
  record: () =>
    blank('whyalive record', '[units...]')
      .optionsGroup('What is recorded:')
      .option(
        '-n, --lines <count>',
        `begin with the last COUNT starts of each unit that is named (${String(DEFAULT_LINES)} unless told)`,
        count,
      )
      .option('-S, --since <time>', 'begin with all that happened from this time on')
      .option(...FOR)
      .option(...REDACT)
      .optionsGroup('Where to:')
      .option('-w, --write <file>', 'whyalive-UNIT-TIME.jsonl unless told; .gz compresses')
      .option('--max-size <size>', 'begin a new part when one has grown to this: 500M, 2G', (text) => parseSize('--max-size', text))
      .option('--max-files <count>', 'keep so many parts, the newest', parts)
      .optionsGroup(WHERE)
      .option(...USER)
      .option(...SYSTEM)
      .option(...TRACE_EXEC)
      .optionsGroup('How it is told at the end, if -o or --otlp-endpoint asks for it:')
      .addOption(output('one of the formats below'))
      .option(...TITLE)
      .option(...FROM_START)
      .option(...ENDPOINT)
      .option(...ALL)
      .option(...UTC)
      .optionsGroup(OTHER)
      .option('-q, --quiet', 'no progress, no hints')
      .option(...HELP),
  catch: () =>
    blank('whyalive catch', '[unit]')
      .optionsGroup('Which start:')
      .option('--timeout <span>', 'give up after this time, with status 3', (text) => spanOf('--timeout', text))
      .option('--stop', 'stop the unit first, with systemctl')
      .option('--with-triggers', 'with --stop: its sockets, timers and paths too')
      .optionsGroup(WHERE)
      .option(...USER)
      .option(...SYSTEM)
      .option(...TRACE_EXEC)
      .optionsGroup(HOW)
      .addOption(output())
      .option(...TITLE)
      .option(...ENDPOINT)
      .option(...ALL)
      .option(...UTC)
      .option(...QUIET)
      .optionsGroup(OTHER)
      .option(...WRITE)
      .option(...HELP),
  report: () =>
    blank('whyalive report', '[files...]')
      .optionsGroup(WHICH)
      .option('-u, --unit <unit>', 'tell of this unit; may be given again', several)
      .option(...LINES)
      .option('-S, --since <time>', 'only starts from this time on')
      .option(...UNTIL)
      .option(...FROM_START)
      .optionsGroup(HOW)
      .addOption(output())
      .option(...TITLE)
      .option(...ENDPOINT)
      .option(...ALL)
      .option(...REDACT)
      .option(...UTC)
      .option(...NO_PAGER)
      .option(...QUIET)
      .optionsGroup(OTHER)
      .option(...HELP),
  suspects: () =>
    blank('whyalive suspects', '[units...]')
      .optionsGroup(WHERE)
      .option('--root <dir>', 'read the unit files under this directory')
      .option(...USER)
      .option(...SYSTEM)
      .optionsGroup(HOW)
      .addOption(textOrJsonOption())
      .option('-a, --all', 'all of them, also where they are many')
      .option(...UTC)
      .option(...NO_PAGER)
      .option(...QUIET)
      .optionsGroup(OTHER)
      .option(...HELP),
  overview: () =>
    blank('whyalive overview', '[none...]')
      .optionsGroup('Which units and starts:')
      .option('-n, --lines <count>', `show COUNT units, or all (${String(DEFAULT_LINES)} unless told)`, count)
      .option('-a, --all', 'units of every type, not services alone')
      .option('-S, --since <time>', 'count from this time on, as journalctl reads times')
      .option('-U, --until <time>', 'count up to this time')
      .option(...BOOT)
      .optionsGroup(WHERE)
      .option(...USER)
      .option(...SYSTEM)
      .option(...DIRECTORY)
      .option(...FILE)
      .option(...ROOT)
      .optionsGroup(HOW)
      .addOption(textOrJsonOption())
      .option(...UTC)
      .option(...NO_PAGER)
      .option('-q, --quiet', 'no progress, no hints')
      .optionsGroup(OTHER)
      .option(...HELP),
  completion: () =>
    blank('whyalive completion', '[shell]')
      .optionsGroup(OTHER)
      .option(...HELP),
};

function blank(name: string, operands: string): Command {
  return new Command(name)
    .argument(operands)
    .helpOption(false)
    .allowExcessArguments()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
}

function output(text = 'one of the formats below (text unless told)'): Option {
  return new Option('-o, --output <format>', text).choices(FORMAT_NAMES).argParser(format);
}

/** What tells no story of starts has two formats; typed-telling.ts refuses the others. */
function textOrJsonOption(): Option {
  return new Option('-o, --output <format>', 'text (unless told) or json').choices(['text', 'json']).argParser(format);
}

/** A span of time, in µs. Throws UsageError. */
function spanOf(option: string, text: string): bigint {
  const usec = parseSpan(text);
  if (usec !== undefined && usec > 0n) return usec;
  throw new UsageError(`${option} does not understand '${text}' as a span of time; write it like 30s, 5min or '1h 30min'`);
}
