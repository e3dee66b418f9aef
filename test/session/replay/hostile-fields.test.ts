import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import schema from '../../../src/render/json/timeline.schema.json' with { type: 'json' };
import { decodeHeader, decodeObservation } from '../../../src/recording/format.ts';
import type { RecordedSession } from '../../../src/recording/recorded-session.ts';
import { createRedactor } from '../../../src/recording/redact.ts';
import { FORMAT_NAMES, FORMATS } from '../../../src/render/formats.ts';
import { replay } from '../../../src/session/replay/replay.ts';
import { renderOptions } from '../../render/recorded-stories.ts';
import { numbersOf } from '../../numbers-of.ts';

// What stands in a recording may come from anywhere: names that every object has, numbers that no clock has, values of another type. One after the other is put into the fields of some recordings,
// and each is told in JSON, which must be valid, and in one of the other formats. WHYALIVE_SEEDS tells how many stories are made, 40 unless given; each seed makes the same ones always.

const STORIES = [
  'restart-policy/live',
  'peer-tcp/live',
  'client-sudo/live',
  'finding-api-gateway/live',
  'boot/back',
  'on-failure/back',
  'timer-by-the-calendar/live',
  'stop-by-cron/back',
];

const LONG = 'x'.repeat(64 * 1024);
const NAMES = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];
const NUMBERS = [-1, 0, 1.5, 1e308, -1e308, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 31), 1e-7, 65_536];
const COUNTS = [
  '0',
  '-1',
  '253402300799999999',
  '253402300800000000',
  '8640000000000000000',
  '8640000000000001000',
  '9223372036854775808',
  '18446744073709551614',
  '18446744073709551615',
  '99999999999999999999',
  '1e3',
  '0x10',
  'NaN',
  'Infinity',
  '9'.repeat(400),
];
const OTHERS: readonly unknown[] = [
  '',
  LONG,
  '\0',
  '\ud800',
  '/',
  '@',
  '.service',
  true,
  false,
  null,
  [],
  {},
  [[]],
  [''],
  [0, ''],
  ['constructor', '/x'],
  { constructor: 1 },
];
const VALUES: readonly unknown[] = [...NAMES, ...NAMES.map((name) => `${name}.service`), ...NUMBERS, ...COUNTS, ...OTHERS];

type Random = () => number;

function pick<T>(from: readonly T[], random: Random): T {
  return from[Math.floor(random() * from.length)] as T;
}

/** A field of a JSON value, by the objects and lists around it. */
interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

function placesIn(value: unknown, found: Place[] = []): readonly Place[] {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, member] of Object.entries(value)) {
    found.push({ holder: value as Record<string, unknown>, key });
    placesIn(member, found);
  }
  return found;
}

/** Puts a hostile value into a field, or its value below a hostile name. */
function spoil(line: unknown, random: Random): string {
  const places = placesIn(line);
  if (places.length === 0) return '';
  const { holder, key } = pick(places, random);
  const isRenamed = random() < 0.2 && !Array.isArray(holder);
  const name = isRenamed ? pick([...NAMES, ''], random) : key;
  const value = isRenamed ? holder[key] : pick(VALUES, random);
  // Set as JSON.parse does, so that __proto__ is a member as any other.
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
  return `${key} → ${name}: ${JSON.stringify(value).slice(0, 60)}`;
}

const recorded = new Map<string, readonly string[]>();

function linesOf(story: string): readonly string[] {
  const known = recorded.get(story);
  if (known !== undefined) return known;
  const lines = gunzipSync(readFileSync(`fixtures/scenarios/${story}.jsonl.gz`))
    .toString('utf8')
    .trimEnd()
    .split('\n');
  recorded.set(story, lines);
  return lines;
}

function sessionOf([first = '', ...rest]: readonly string[]): RecordedSession {
  const header = decodeHeader(first);
  if (!header.ok) throw new Error(header.why);
  return {
    header: header.header,
    paths: ['spoiled.jsonl'],
    problems: () => [],
    // eslint-disable-next-line @typescript-eslint/require-await -- as files are read
    async *observations() {
      for (const line of rest) {
        const decoded = decodeObservation(line);
        if (decoded.ok) yield decoded.observation;
      }
    },
  };
}

const ajv = new Ajv2020({ strict: false, validateFormats: false });
const isTimeline = ajv.compile(schema);

/** What is wrong with how a story is told in which some lines were spoiled. */
async function troubleOf(seed: number): Promise<string | undefined> {
  const random = numbersOf(seed);
  const story = pick(STORIES, random);
  const lines = [...linesOf(story)];
  const done: string[] = [];
  const many = 1 + Math.floor(random() * 40);
  for (let count = 0; count < many; count += 1) {
    const at = random() < 0.05 ? 0 : Math.floor(random() * lines.length);
    const line: unknown = JSON.parse(lines[at] ?? '');
    const what = spoil(line, random);
    const text = JSON.stringify(line);
    if (at === 0 && !decodeHeader(text).ok) continue;
    done.push(`line ${String(at + 1)}: ${what}`);
    lines[at] = text;
  }
  const told = `seed ${String(seed)}, ${story}: ${done.join('; ')}`;
  try {
    const redactor = random() < 0.2 ? createRedactor() : undefined;
    const timeline = await replay([sessionOf(lines)], {
      units: [],
      shownAs: story,
      lines: Number.POSITIVE_INFINITY,
      ...(redactor === undefined ? {} : { redactor }),
    });
    if (timeline === undefined) return undefined;
    for (const name of ['json', pick(FORMAT_NAMES, random)] as const) {
      const render = await FORMATS[name].load();
      const text = render(timeline, renderOptions(timeline));
      if (name === 'json' && !isTimeline(JSON.parse(text))) return `${told}: ${JSON.stringify(isTimeline.errors?.slice(0, 2))}`;
      const odd = name === 'html' ? /native code|\[object Object\]/ : /native code|\[object Object\]|undefined|Invalid Date/;
      const at = name === 'json' ? -1 : text.search(odd);
      if (at !== -1) return `${told}: ${name} tells ${JSON.stringify(text.slice(Math.max(0, at - 60), at + 60))}`;
    }
    return undefined;
  } catch (error) {
    return `${told}: ${error instanceof Error ? (error.stack ?? '').split('\n').slice(0, 6).join('\n') : String(error)}`;
  }
}

test('no field of a recording makes an exception, or JSON that its schema does not allow', async () => {
  const seeds = Number(process.env['WHYALIVE_SEEDS'] ?? 40);
  const first = Number(process.env['WHYALIVE_FIRST_SEED'] ?? 1);
  const troubles: string[] = [];
  for (let seed = first; seed < first + seeds; seed += 1) {
    const trouble = await troubleOf(seed);
    if (trouble !== undefined) troubles.push(trouble);
  }
  expect(troubles.slice(0, 10)).toEqual([]);
});
