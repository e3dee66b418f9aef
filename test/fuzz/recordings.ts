import { readdirSync, readFileSync } from 'node:fs';
import { createHistory } from '../../src/history/history.ts';
import { isRecord } from '../../src/model/instant.ts';
import type { Observation } from '../../src/model/observation.ts';
import { decodeHeader, decodeObservation, encodeHeader, encodeObservation, type RecordingHeader } from '../../src/recording/format.ts';
import { createRedactor } from '../../src/recording/redact.ts';
import { FORMAT_NAMES, FORMATS, type Format } from '../../src/render/formats.ts';
import type { RenderOptions } from '../../src/render/renderer.ts';
import { scopeOf, timelineQuery } from '../../src/session/replay/timeline-query.ts';
import { buildTimeline } from '../../src/timeline/build-timeline.ts';
import { renderOptions } from '../render/recorded-stories.ts';
import { breakOut } from './breakouts.ts';
import { Broken, type InputClass } from './input-class.ts';
import { changedValue, mutatedText } from './mutate.ts';
import type { Random } from './random.ts';

const FOLDER = 'fixtures/observations';
/** Longer ones take longer to tell than they are worth. */
const MOST_LINES = 250;
let kept: readonly (readonly string[])[] | undefined;

function samples(): readonly (readonly string[])[] {
  kept ??= readdirSync(FOLDER)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => readFileSync(`${FOLDER}/${name}`, 'utf8').trimEnd().split('\n'))
    .filter((lines) => lines.length <= MOST_LINES);
  return kept;
}

const LINES = 60;

/** Some lines of a recording are changed, left out, doubled or put elsewhere, as values of JSON or as text. */
function make(random: Random): Buffer {
  const [header = '', ...all] = random.one(samples());
  const from = random.below(Math.max(1, all.length - LINES));
  let lines = random.chance(0.5) ? all.slice(from, from + LINES) : all;
  if (random.chance(0.3)) lines = [...lines, ...random.one(samples()).slice(1, 20)];
  if (random.chance(0.2)) lines = [...lines].reverse();
  const changed = lines.map((line) => (random.chance(0.15) ? changedLine(line, random) : line));
  const first = random.chance(0.2) ? changedLine(header, random) : header;
  return Buffer.from([first, ...changed].join('\n'), 'utf8');
}

function changedLine(line: string, random: Random): string {
  if (random.chance(0.1)) return mutatedText(line, random);
  const value = JSON.parse(line) as unknown;
  const payload = isRecord(value) ? value['payload'] : undefined;
  return JSON.stringify(
    payload === undefined || random.chance(0.1)
      ? changedValue(value, random)
      : { ...(value as object), payload: changedValue(payload, random) },
  );
}

/** What the program makes of it in each format; all of it is read as a report reads it. */
async function read(input: Buffer): Promise<void> {
  const [first = '', ...rest] = input.toString('utf8').split('\n');
  const head = decodeHeader(first);
  const header: RecordingHeader = head.ok
    ? head.header
    : { format: 'whyalive/recording/1', program: 'unknown', writtenAt: '', units: [], options: {} };
  const observations = rest.flatMap((line) => {
    const told = decodeObservation(line);
    return told.ok ? [told.observation] : [];
  });
  await tell(header, observations);
  const redactor = createRedactor();
  const redacted = redactor.header(header);
  const again = observations.map((observation) => redactor.observation(observation));
  encodeHeader(redacted);
  for (const observation of again) {
    const line = encodeObservation(observation);
    if (!decodeObservation(line).ok) throw new Broken(`a redacted observation cannot be read: ${line.slice(0, 300)}`);
  }
}

async function tell(header: RecordingHeader, observations: readonly Observation[]): Promise<void> {
  const history = createHistory(scopeOf(header), 20_000);
  for (const observation of observations) history.add(observation);
  const timeline = buildTimeline(history, timelineQuery(header, history, observations.at(-1)?.at, [], { lines: 20 }));
  const options: RenderOptions = renderOptions(timeline);
  for (const name of FORMAT_NAMES) {
    const { load }: Format = FORMATS[name];
    const render = await load();
    const broken = breakOut(name, render(timeline, options));
    if (broken !== undefined) throw new Broken(`-o ${name}: ${broken}`);
  }
}

export const recordings: InputClass = { name: 'recording', make, read };
