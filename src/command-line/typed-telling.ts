import { UsageError } from '../errors.ts';
import { doesStream } from '../render/formats.ts';
import type { Telling } from './request.ts';
import type { Typed } from './typed.ts';

type TypedTelling = Pick<Typed, 'output' | 'title' | 'fromStart' | 'otlpEndpoint'>;

/** How a timeline is told; throws UsageError for what does not fit the format. */
export function telling({ output, title, fromStart, otlpEndpoint }: TypedTelling): Telling {
  if (otlpEndpoint !== undefined && output !== undefined && output !== 'otlp')
    throw new UsageError(`--otlp-endpoint posts traces, and -o ${output} makes none; leave one of them out`);
  const told = output ?? (otlpEndpoint === undefined ? 'text' : 'otlp');
  if (title !== undefined && told !== 'markdown' && told !== 'html')
    throw new UsageError(`--title is the heading of a report, and -o ${told} has none; give -o markdown or -o html with it`);
  return {
    output: told,
    ...(title === undefined ? {} : { title }),
    ...(fromStart === undefined ? {} : { fromStart }),
    ...(otlpEndpoint === undefined ? {} : { otlpEndpoint }),
  };
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
