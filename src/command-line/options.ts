import { InvalidArgumentError } from 'commander';
import { FORMAT_NAMES, type OutputFormat, doesStream } from '../render/formats.ts';
import { UsageError } from '../errors.ts';
import type { Typed, Telling } from './commands.ts';
import { defined } from '../defined.ts';

/** An option that may be given again: all its values, in order. */
export function several(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** The value of --max-files. Throws InvalidArgumentError. */
export function parts(text: string): number {
  if (/^\d{1,6}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError(`--max-files needs a count of files, not '${text}'; give a number from 1 on`);
}

/** The value of -o. Throws InvalidArgumentError. */
export function format(text: string): OutputFormat {
  const known = FORMAT_NAMES.find((name) => name === text);
  if (known !== undefined) return known;
  throw new InvalidArgumentError(`-o knows ${FORMAT_NAMES.join(', ')}, not '${text}'; give one of these`);
}

/** The value of --from-start. Throws InvalidArgumentError. */
export function startNumber(text: string): number {
  if (/^\d{1,9}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError(`--from-start needs the number of a start, not '${text}'; give a number from 1 on`);
}

/** The value of --otlp-endpoint. Throws InvalidArgumentError. */
export function endpoint(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new InvalidArgumentError(`--otlp-endpoint needs a URL, not '${text}'; give one such as http://localhost:4318`);
}

/** The value of --title. Throws InvalidArgumentError. */
export function heading(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('--title needs some text; give the heading of the report, or leave it out');
}

/** The value of -n; Infinity for `all`. Throws InvalidArgumentError. */
export function count(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY;
  if (/^\d{1,9}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError(`-n needs a count of starts, not '${text}'; give a number from 1 on, or all`);
}

/** Throws UsageError where -f is given with what does not go on: another machine's past, what is written or judged of the past alone, a format that has an end. */
export function requireFollowable({ follow, until, write, strict }: Typed, isElsewhere: boolean, output: OutputFormat): void {
  if (follow !== true) return;
  if (isElsewhere || until !== undefined)
    throw new UsageError('-f goes on watching this machine, so it cannot be given with -U, -D, --file or --root; leave one of them out');
  if (write !== undefined || strict === true)
    throw new UsageError(
      '-f goes on watching, and -w and --strict are about the past alone; record with whyalive watch -w FILE, or leave -f out',
    );
  if (!doesStream(output))
    throw new UsageError(
      `-f goes on watching, and -o ${output} is told as a whole; use whyalive watch -o ${output}, which tells it at its end`,
    );
}

type TypedTelling = Pick<Typed, 'output' | 'title' | 'fromStart' | 'otlpEndpoint'>;

/** How a timeline is told; throws UsageError for what does not fit the format. */
export function telling({ output, title, fromStart, otlpEndpoint }: TypedTelling): Telling {
  if (otlpEndpoint !== undefined && output !== undefined && output !== 'otlp')
    throw new UsageError(`--otlp-endpoint posts traces, and -o ${output} makes none; leave one of them out`);
  const told = output ?? (otlpEndpoint === undefined ? 'text' : 'otlp');
  if (title !== undefined && told !== 'markdown' && told !== 'html')
    throw new UsageError(`--title is the heading of a report, and -o ${told} has none; give -o markdown or -o html with it`);
  return defined({ output: told, title, fromStart, otlpEndpoint });
}

/** The same of a recording, which tells nothing at its end unless it is asked to. */
export function tellingAtEnd(typed: TypedTelling): Partial<Telling> {
  if (typed.output !== undefined || typed.otlpEndpoint !== undefined) return telling(typed);
  if (typed.title !== undefined || typed.fromStart !== undefined)
    throw new UsageError('--title and --from-start shape what -o prints at the end; give -o too');
  return {};
}

/** The same of a watch, which tells some formats as it goes. */
export function tellingOfWatch(typed: TypedTelling): Telling {
  const told = telling(typed);
  if (told.fromStart === undefined || !doesStream(told.output)) return told;
  throw new UsageError(
    `--from-start says where a report begins, and -o ${told.output} tells each start as it happens; leave it out, or give -o markdown`,
  );
}

/** What suspects and overview print: they tell no story of starts. */
export function textOrJson({ output = 'text' }: TypedTelling): 'text' | 'json' {
  if (output === 'text' || output === 'json') return output;
  throw new UsageError(`-o ${output} tells a story of starts, which there is none of here; give -o text or -o json`);
}

export const BOOT = /^(?:all|[+-]?\d{1,4}|[0-9a-f]{32}(?:[+-]\d{1,4})?)$/i;

/** Whether a boot is written so: `0`, `-1`, `all`, a boot id, a boot id with an offset. */
export function isBoot(text: string): boolean {
  return BOOT.test(text);
}
