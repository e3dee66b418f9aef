import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodeHeader, type RecordingHeader } from '../../src/recording/format.ts';
import { KNOWN_MEMBERS } from '../../src/recording/payload-check.ts';

const SECTIONS = new Map(
  readFileSync('src/recording/FORMAT.md', 'utf8')
    .split(/^#{2,3} /m)
    .slice(1)
    .map((section) => {
      const [title = '', ...lines] = section.split('\n');
      return [title, lines.flatMap((line) => /^\| `(\w+)` \|/.exec(line)?.[1] ?? [])] as const;
    }),
);

const EVERY_MEMBER: Required<RecordingHeader> = {
  format: 'whyalive/recording/1',
  program: '',
  writtenAt: '',
  host: { source: 'host', kind: 'host', manager: 'system' },
  units: [],
  options: {},
  askedFor: [],
  manager: 'system',
  clocks: { realtimeUsec: 0n },
  since: { realtimeUsec: 0n },
  recording: '',
  part: 1,
};

describe('FORMAT.md', () => {
  it('has a section for each kind of payload and for what stands inside, and no other', () => {
    const own = ['The file', 'Values', 'The header', 'An observation', 'Parts', 'Several recordings', 'Redaction'];
    expect([...SECTIONS.keys()].filter((title) => !own.includes(title)).toSorted()).toEqual(Object.keys(KNOWN_MEMBERS).toSorted());
  });

  it.each(Object.entries(KNOWN_MEMBERS))('tells every member of %s, and no other', (kind, members) => {
    const told = SECTIONS.get(kind) ?? [];
    expect([...told].toSorted()).toEqual(members.filter((name) => name !== 'source').toSorted());
  });

  it('tells every member of the header, and no other', () => {
    const header = JSON.parse(encodeHeader(EVERY_MEMBER)) as object;
    expect(SECTIONS.get('The header')?.toSorted()).toEqual(Object.keys(header).toSorted());
  });
});
