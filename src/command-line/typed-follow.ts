import { UsageError } from '../errors.ts';
import { doesStream, type OutputFormat } from '../render/formats.ts';
import type { Typed } from './typed.ts';

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
