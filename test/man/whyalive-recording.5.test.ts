import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { encodeHeader, RECORDING_FORMAT, type RecordingHeader } from '../../src/recording/format.ts';
import { isObservationPayload, KNOWN_MEMBERS } from '../../src/model/observation.ts';
import { literalsOf, membersOf, readSections } from './mdoc.ts';

const subsections = readSections('whyalive-recording.5', '.Ss');
const of = (heading: string): readonly string[] => subsections.get(heading) ?? [];
const kinds = Object.keys(KNOWN_MEMBERS).filter((kind) => !kind.startsWith('a '));

const HEADER: Required<RecordingHeader> = {
  format: RECORDING_FORMAT,
  program: '',
  writtenAt: '',
  host: { source: 'host', kind: 'host', manager: 'system' },
  units: [],
  options: {},
  askedFor: [],
  manager: 'system',
  clocks: { realtimeUsec: 0n, monotonicUsec: 0n, bootId: '' },
  since: { realtimeUsec: 0n },
  recording: '',
  part: 1,
  run: 1,
};
const header = JSON.parse(encodeHeader(HEADER)) as { readonly clocks: object };

/** Real observations, as the lab's watches wrote them. */
const observed = readdirSync('fixtures/observations')
  .filter((name) => name.endsWith('.jsonl'))
  .flatMap((name) => readFileSync(`fixtures/observations/${name}`, 'utf8').trimEnd().split('\n'))
  .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
  .filter((value) => 'payload' in value);

test('each kind of payload, what stands inside, and the header have a section, and there is no other', () => {
  const own = ['a moment', 'the header', 'an observation'];
  const told = [...subsections.keys()].filter((heading) => /^[a-z]/.test(heading) && !own.includes(heading));
  expect(told.toSorted()).toEqual(Object.keys(KNOWN_MEMBERS).toSorted());
});

test.each(Object.entries(KNOWN_MEMBERS))('%s: every member, and no other', (kind, members) => {
  const told = membersOf(of(kind)).map(({ name }) => name);
  expect(told.toSorted()).toEqual(members.filter((name) => name !== 'source').toSorted());
});

test('the header, a moment and an observation: every member, and no other', () => {
  const told = (heading: string): readonly string[] =>
    membersOf(of(heading))
      .map(({ name }) => name)
      .toSorted();
  expect(told('the header')).toEqual(Object.keys(header).toSorted());
  expect(told('a moment')).toEqual(Object.keys(header.clocks).toSorted());
  expect(observed.length).toBeGreaterThan(1000);
  expect([...new Set(observed.flatMap((value) => Object.keys(value)))].toSorted()).toEqual(told('an observation'));
});

test('the format is called what the program calls it', () => {
  expect(literalsOf(membersOf(of('the header')).find(({ name }) => name === 'format')?.lines ?? [])).toEqual([RECORDING_FORMAT]);
});

test.each(kinds)('%s: its source is that of the recordings', (kind) => {
  const [, source] = /(?:^|\n)\.Cm (system-bus|journal|unit-files|proc|host) \.(?:\n|$)/.exec(before(of(kind))) ?? [];
  const real = new Set(observed.map(({ payload }) => payload).filter((payload) => isObservationPayload(payload) && payload.kind === kind));
  const sources = new Set([...real].map((payload) => (payload as { readonly source: string }).source));
  if (kind === 'gap' || kind === 'source-status') expect(source).toBeUndefined();
  else expect([...sources].filter((one) => one !== source)).toEqual([]);
  if (kind !== 'gap' && kind !== 'source-status') expect(source).toBeDefined();
});

test('a member in brackets may be missing, and no other', () => {
  const wrong = new Set<string>();
  for (const { payload } of observed) {
    if (!isObservationPayload(payload)) continue;
    for (const { name, optional } of membersOf(of(payload.kind)))
      if (isObservationPayload({ ...payload, [name]: undefined }) !== optional) wrong.add(`${payload.kind}: ${name}`);
  }
  expect([...wrong]).toEqual([]);
});

/** What stands before the list of members. */
function before(lines: readonly string[]): string {
  const at = lines.findIndex((line) => line.startsWith('.Bl '));
  return lines.slice(0, at < 0 ? lines.length : at).join('\n');
}
