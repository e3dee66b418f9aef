import { toJson } from '../escape.ts';
import type { Renderer } from '../renderer.ts';
import { toRfc3339 } from '../time/timestamps.ts';
import { timesketchEvents, type TimesketchEvent, type TimesketchMember } from './timesketch-events.ts';

/** A half of a surrogate pair is no character, and the search engine behind Timesketch refuses the line that holds one. */
const HALF = /\p{Surrogate}/gu;

/**
 * JSON lines that Timesketch imports, in the order of time: each line is one event with `message`, `datetime` (ISO 8601), `timestamp` (µs since 1970) and
 * `timestamp_desc`, and members of our own. No member is an object and each has one type everywhere, as the index that they go into wants it.
 * Source: https://timesketch.org/guides/user/import-from-json-csv/, and read_and_validate_jsonl() in timesketch/lib/utils.py.
 */
export const renderTimesketch: Renderer = (timeline) => {
  const { name, version } = timeline.generator;
  return timesketchEvents(timeline)
    .toSorted((a, b) => (a.at.realtimeUsec < b.at.realtimeUsec ? -1 : a.at.realtimeUsec > b.at.realtimeUsec ? 1 : 0))
    .map((event) => `${toJson(lineOf(event, `${name} ${version}`))}\n`)
    .join('');
};

function lineOf(
  { at, message, desc, tag, members }: TimesketchEvent,
  generator: string,
): Readonly<Partial<Record<TimesketchMember, unknown>>> {
  return {
    message: wellFormed(message),
    datetime: toRfc3339(at).replace(/Z$/, '+00:00'),
    timestamp: Number(at.realtimeUsec),
    timestamp_desc: desc,
    ...Object.fromEntries(Object.entries(members).map(([key, value]) => [key, plain(value)])),
    tag: [...new Set(tag)],
    generator,
  };
}

type Member = TimesketchEvent['members'][TimesketchMember];

/** Empty lists say nothing and are left out. */
function plain(value: Member): Member {
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value !== 'object') return value;
  return value.length === 0 ? undefined : (value.map((one) => (typeof one === 'string' ? wellFormed(one) : one)) as Member);
}

function wellFormed(text: string): string {
  return text.replace(HALF, '\ufffd');
}
