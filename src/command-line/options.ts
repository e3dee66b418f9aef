import { InvalidArgumentError } from 'commander';
import { FORMAT_NAMES, type OutputFormat } from '../render/formats.ts';

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
