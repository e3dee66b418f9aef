import { doesStream, FORMAT_NAMES, type OutputFormat } from '../render/formats.ts';
import { parseSpan } from '../systemd/time-span.ts';
import { UsageError } from '../errors.ts';
import { table } from '../table.ts';

/** What a shell offers for a value or an operand; `text` is anything, and nothing is offered for it. */
export type Offered = 'units' | 'files' | 'folders' | 'text' | readonly string[];

/** An option: the parser, --help, the completions and the types of the requests are made of it. */
export interface OptionSpec {
  readonly short?: string;
  /** What is typed behind `--`, where that is not the option's name in the requests; a flag that begins with `no-` is true unless typed. */
  readonly long?: string;
  /** What --help calls the value; an option without one is a flag. */
  readonly value?: string;
  /** The value may be left out: the next word is taken for it only where it looks so, and `otherwise` stands for none. */
  readonly optional?: { readonly looks: RegExp; readonly otherwise: string };
  /** Throws UsageError. Without it, the value is what was typed. */
  readonly parse?: (text: string) => unknown;
  /** Whether it may be given again; its value is a list then. */
  readonly repeat?: true;
  readonly default?: unknown;
  /** Values of other options that follow from it, where those are not given. */
  readonly implies?: Readonly<Record<string, unknown>>;
  readonly choices?: readonly string[];
  readonly offers?: 'units' | 'files' | 'folders';
  readonly help: string;
}

/** So many starts of a unit are shown unless told. */
export const DEFAULT_LINES = 10;

/** All options, by their names in the requests; times and the boot stay as typed, to be resolved by journalctl's own rules. */
export const OPTIONS = {
  /** Infinity for `all`. */
  lines: {
    short: 'n',
    value: 'count',
    default: DEFAULT_LINES,
    help: `the last COUNT starts of each unit, or all (${String(DEFAULT_LINES)} unless told)`,
    parse: (text: string): number =>
      text === 'all'
        ? Number.POSITIVE_INFINITY
        : positive(text, 9, `-n needs a count of starts, not '${text}'; give a number from 1 on, or all`),
  },
  since: { short: 'S', value: 'time', help: 'only starts from this time on, as journalctl reads times' },
  until: { short: 'U', value: 'time', help: 'only starts up to this time' },
  /** `0` for -b alone, an offset such as `-1`, a boot id with or without an offset, or `all`. */
  boot: {
    short: 'b',
    value: 'id',
    optional: { looks: /^(?:all|[+-]?\d{1,4}|[0-9a-f]{32}(?:[+-]\d{1,4})?)$/i, otherwise: '0' },
    help: 'this boot (the default; of -D, --file or --root the last), -1 for the one before, an id, or all (the default with -S or -U)',
  },
  /** Counted from 1. */
  fromStart: {
    value: 'number',
    help: 'begin with this one of the starts',
    parse: (text: string): number => positive(text, 9, `--from-start needs the number of a start, not '${text}'; give a number from 1 on`),
  },
  follow: { short: 'f', help: 'then go on watching' },
  forUsec: {
    long: 'for',
    value: 'span',
    help: 'end after this time: 30s, 5min, "1h 30min"',
    parse: (text: string): bigint => span('--for', text),
  },
  timeoutUsec: {
    long: 'timeout',
    value: 'span',
    help: 'give up after this time, with status 3',
    parse: (text: string): bigint => span('--timeout', text),
  },
  stop: { help: 'stop the unit first, with systemctl' },
  withTriggers: { help: 'with --stop: its sockets, timers and paths too' },
  units: { short: 'u', long: 'unit', value: 'unit', repeat: true, offers: 'units', help: 'tell of this unit' },
  user: { help: 'the manager of the calling user' },
  system: { help: 'the system manager (the default)' },
  directory: { short: 'D', value: 'dir', offers: 'folders', help: 'read the journal files in this directory' },
  files: { long: 'file', value: 'glob', repeat: true, offers: 'files', help: 'read this journal file' },
  root: { value: 'dir', offers: 'folders', help: 'read the journal and the unit files under this directory' },
  recordings: { long: 'no-recordings', help: 'leave out what whyalive-record.service recorded' },
  traceExec: { help: "see even the shortest-lived client, with the kernel's tracing (root)" },
  output: {
    short: 'o',
    value: 'format',
    default: 'text',
    choices: FORMAT_NAMES,
    help: 'one of the formats below (text unless told)',
    parse: format,
  },
  title: {
    value: 'text',
    help: 'the heading, of markdown and html',
    parse: (text: string): string => {
      if (text.trim() !== '') return text;
      throw new UsageError('--title needs some text; give the heading of the report, or leave it out');
    },
  },
  otlpEndpoint: {
    value: 'url',
    implies: { output: 'otlp' },
    help: 'post OpenTelemetry traces there',
    parse: (text: string): URL => {
      const url = URL.canParse(text) ? new URL(text) : undefined;
      if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
      throw new UsageError(`--otlp-endpoint needs a URL, not '${withoutCredentials(text)}'; give one such as http://localhost:4318`);
    },
  },
  all: { short: 'a', help: 'every claim, what was ruled out and why, all evidence' },
  redact: { help: 'replace names, addresses and values by marks' },
  utc: { help: 'show times in UTC' },
  pager: { long: 'no-pager', help: 'never use a pager' },
  quiet: { short: 'q', help: 'no hints, only what was found' },
  writeTo: { short: 'w', long: 'write', value: 'file', offers: 'files', help: 'also write what was observed to this file' },
  /** In bytes. */
  maxSize: {
    value: 'size',
    help: 'begin a new part when one has grown to this: 500M, 2G',
    parse: (text: string): number => size('--max-size', text),
  },
  maxFiles: {
    value: 'count',
    help: 'keep the newest parts: what fits into so many full ones',
    parse: (text: string): number => positive(text, 6, `--max-files needs a count of files, not '${text}'; give a number from 1 on`),
  },
  strict: { help: 'exit with status 3 if a start is unexplained' },
  help: { short: 'h', help: 'show this help' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** An option's name in the requests. */
export type OptionName = keyof typeof OPTIONS;

export const OPTION_NAMES = Object.keys(OPTIONS) as readonly OptionName[];

/** What is typed for an option, the short one first: `-o`, `--output`. */
export function flagsOf(name: OptionName): readonly string[] {
  const { short, long = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) }: OptionSpec = OPTIONS[name];
  return short === undefined ? [`--${long}`] : [`-${short}`, `--${long}`];
}

/** What --help and the completions say of an option. */
export function helpOf({ help, repeat }: OptionSpec): string {
  return repeat === true ? `${help}; may be given again` : help;
}

type Parsed<S> = S extends { readonly choices: readonly (infer V)[] }
  ? V
  : S extends { readonly parse: (text: string) => infer V }
    ? V
    : S extends { readonly value: string }
      ? string
      : boolean;
type ValueOf<S> = S extends { readonly repeat: true } ? readonly Parsed<S>[] : Parsed<S>;
/** A flag, a list and what has a default have a value always. */
type Certain<S> = S extends { readonly value: string }
  ? S extends { readonly repeat: true } | { readonly default: string | number }
    ? true
    : false
  : true;

/** The values of options, by their names. */
export type ValuesOf<S> = { readonly [O in keyof S as Certain<S[O]> extends true ? O : never]: ValueOf<S[O]> } & {
  readonly [O in keyof S as Certain<S[O]> extends true ? never : O]?: ValueOf<S[O]>;
};

/** The values of whichever options a command has. */
export type Values = Partial<ValuesOf<typeof OPTIONS>>;

/** Throws UsageError, with what to do, for options that do not go together; `typed` are those that were given. */
export type Check = (values: Values, typed: ReadonlySet<string>) => void;

/** A journal lies in one place. */
export const onePlace: Check = ({ directory, files = [], root }) => {
  if ([directory, files[0], root].filter((place) => place !== undefined).length > 1)
    throw new UsageError('-D, --file and --root each say where the journal is; give only one of them');
};

/** What is attached to -b is a boot. */
export const knownBoot: Check = ({ boot }) => {
  if (boot !== undefined && !OPTIONS.boot.optional.looks.test(boot))
    throw new UsageError(`-b does not understand '${boot}'; give an offset such as -1, a boot id from journalctl --list-boots, or all`);
};

/** -f does not go with what does not go on: another machine's past, what is written or judged of the past alone, a format that has an end. */
export const followable: Check = ({ follow, until, writeTo, strict, output = 'text', directory, files = [], root }) => {
  if (follow !== true) return;
  if ([until, directory, files[0], root].some((value) => value !== undefined))
    throw new UsageError('-f goes on watching this machine, so it cannot be given with -U, -D, --file or --root; leave one of them out');
  if (writeTo !== undefined || strict === true)
    throw new UsageError(
      '-f goes on watching, and -w and --strict are about the past alone; record with whyalive watch -w FILE, or leave -f out',
    );
  if (!doesStream(output))
    throw new UsageError(
      `-f goes on watching, and -o ${output} is told as a whole; use whyalive watch -o ${output}, which tells it at its end`,
    );
};

/** The heading and the endpoint fit the format. */
export const fitsFormat: Check = ({ output, title, otlpEndpoint }) => {
  if (otlpEndpoint !== undefined && output !== 'otlp')
    throw new UsageError(`--otlp-endpoint posts traces, and -o ${String(output)} makes none; leave one of them out`);
  if (title !== undefined && output !== 'markdown' && output !== 'html')
    throw new UsageError(`--title is the heading of a report, and -o ${String(output)} has none; give -o markdown or -o html with it`);
};

/** A watch tells some formats as it goes. */
export const beginsAtStart: Check = ({ fromStart, output = 'text' }) => {
  if (fromStart !== undefined && doesStream(output))
    throw new UsageError(
      `--from-start says where a report begins, and -o ${output} tells each start as it happens; leave it out, or give -o markdown`,
    );
};

/** A recording tells nothing at its end unless it is asked to. */
export const toldAtEnd: Check = (values, typed) => {
  const { output, title, fromStart, all } = values;
  if (all === true && !typed.has('output')) throw new UsageError('-a shapes what -o prints at the end; give -o text too');
  if (output !== undefined) fitsFormat(values, typed);
  else if (title !== undefined || fromStart !== undefined)
    throw new UsageError('--title and --from-start shape what -o prints at the end; give -o too');
};

/** Parts are counted only where there are parts. */
export const countsParts: Check = ({ maxFiles, maxSize }) => {
  if (maxFiles !== undefined && maxSize === undefined)
    throw new UsageError('--max-files counts parts, and only --max-size makes parts; give both, as in: --max-size 100M --max-files 10');
};

/** Triggers are stopped only with their unit. */
export const stopsTriggers: Check = ({ withTriggers, stop }) => {
  if (withTriggers === true && stop !== true)
    throw new UsageError('--with-triggers says what --stop stops too; give --stop with it, or leave it out');
};

/** What tells no story of starts has two formats. */
export const tellsNoStory: Check = ({ output = 'text' }) => {
  if (output !== 'text' && output !== 'json')
    throw new UsageError(`-o ${output} tells a story of starts, which there is none of here; give -o text or -o json`);
};

function positive(text: string, digits: number, otherwise: string): number {
  if (/^\d+$/.test(text) && text.length <= digits && Number(text) > 0) return Number(text);
  throw new UsageError(otherwise);
}

function format(text: string): OutputFormat {
  const known = FORMAT_NAMES.find((name) => name === text);
  if (known !== undefined) return known;
  throw new UsageError(`-o knows ${FORMAT_NAMES.join(', ')}, not '${text}'; give one of these`);
}

/** In µs. */
function span(option: string, text: string): bigint {
  const usec = parseSpan(text);
  if (usec !== undefined && usec > 0n) return usec;
  throw new UsageError(`${option} does not understand '${text}' as a span of time; write it like 30s, 5min or '1h 30min'`);
}

const FACTOR: Readonly<Record<string, number>> = table({ '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 });
const MIN_SIZE = 64 * 1024;

/** Bytes of a size as systemd writes them, with K, M, G or T to the base of 1024 (systemd.syntax(7)); enough for a part to hold its own header. */
function size(option: string, text: string): number {
  const [, count, unit = ''] = /^(\d{1,12})([KMGT]?)B?$/i.exec(text.trim()) ?? [];
  const bytes = Number(count) * (FACTOR[unit.toUpperCase()] ?? Number.NaN);
  if (!Number.isSafeInteger(bytes)) throw new UsageError(`${option} needs a size, not '${text}'; write it as 500M or 2G`);
  if (bytes < MIN_SIZE) throw new UsageError(`${option} needs at least 64K, not '${text}'; write it as 500M or 2G`);
  return bytes;
}

/** What was meant as a URL, without the name and password before its host, which nobody who looks on should read. */
function withoutCredentials(text: string): string {
  const at = text.lastIndexOf('@');
  if (at < 0) return text;
  const scheme = text.indexOf('://');
  return `${scheme < 0 || scheme > at ? '' : text.slice(0, scheme + 3)}…${text.slice(at)}`;
}
