import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { FindingFacts } from '../../src/model/finding.ts';
import { ATTRIBUTE_NAMES } from '../../src/render/otlp/attribute.ts';
import { renderOtlp } from '../../src/render/otlp/index.ts';
import type { Renderer } from '../../src/render/renderer.ts';
import { CSV_COLUMNS } from '../../src/render/table/csv.ts';
import { TIMESKETCH_MEMBERS } from '../../src/render/table/timesketch-events.ts';
import { renderTimesketch } from '../../src/render/table/timesketch.ts';
import { renderOptions } from '../render/recorded-stories.ts';
import { at, hostileStory, link, start } from '../render/timeline-builder.ts';
import { literalsOf, membersOf, readSections } from './mdoc.ts';
import { schemaShapes, valuesOf, type Shape } from './schema-shapes.ts';

const subsections = readSections('whyalive-timeline.5', '.Ss');
const shapes = schemaShapes();

/** Which object of the schema each subsection tells of. */
const POINTERS: Readonly<Record<string, string>> = {
  'the timeline': '',
  generator: '/generator',
  host: '/host',
  'one of hosts': '/hosts',
  'one of units': '/units',
  window: '/window',
  'one of sources': '/sources',
  'one of counts': '/counts',
  'one of gaps': '/$defs/gap',
  evidence: '/$defs/evidence',
  'one of starts': '/$defs/start',
  'one of chain': '/$defs/link',
  'one of declaredIn': '/$defs/declaration',
  'one of alternatives': '/$defs/alternative',
  cause: '/$defs/cause',
  'one of events': '/events',
  end: '/$defs/end',
  'one of lastLines': '/$defs/end/lastLines',
  restart: '/$defs/end/restart',
  limit: '/$defs/end/restart/limit',
  'one of suspects': '/suspects',
  keepDown: '/keepDown',
  'one of breaks': '/keepDown/breaks',
  'one of findings': '/findings',
  'kind start': '/$defs/watchStart',
  'kind summary': '/$defs/watchSummary',
  summary: '/$defs/watchSummary/summary',
  "one of summary's counts": '/$defs/watchSummary/summary/counts',
  'kind catch': '/$defs/catch',
  'kind overview': '/$defs/overview',
  totals: '/$defs/overview/totals',
  notShown: '/$defs/overview/notShown',
  otherTypes: '/$defs/overview/notShown/otherTypes',
  'one of rows': '/$defs/overviewRow',
  'one of by': '/$defs/overviewRow/by',
  notLookedAt: '/$defs/overviewRow/notLookedAt',
  loop: '/$defs/overviewRow/loop',
  'one of results': '/$defs/overviewRow/results',
  "one of a row's findings": '/$defs/overviewRow/findings',
};

/** Objects that repeat another one, which the page tells of once. */
const ALIKE: Readonly<Record<string, string>> = {
  '/$defs/previousEnd/lastLines': '/$defs/end/lastLines',
  '/$defs/previousEnd/restart': '/$defs/end/restart',
  '/$defs/previousEnd/restart/limit': '/$defs/end/restart/limit',
  '/$defs/endLink': '/$defs/link',
  '/$defs/watchSummary/summary/window': '/window',
};
const SPECIAL = ['previousEnd', 'facts', 'column', 'member', 'attribute'];
/** Kinds of findings stand in a page of their own, as mechanisms do. */
const TOLD_ELSEWHERE = '/findings kind';

const shapeAt = (pointer: string): Shape => {
  const shape = shapes.get(pointer);
  if (shape === undefined) throw new Error(`the schema has no object at ${pointer}`);
  return shape;
};
const named = (heading: string): readonly string[] => membersOf(subsections.get(heading) ?? []).map(({ name }) => name);

test('every object of the schema has a subsection, and there is no other', () => {
  expect([...subsections.keys()].filter((heading) => membersOf(subsections.get(heading) ?? []).length > 0).toSorted()).toEqual(
    [...Object.keys(POINTERS), ...SPECIAL].toSorted(),
  );
  const told = [...Object.values(POINTERS), ...Object.keys(ALIKE), '/$defs/previousEnd', '/$defs/catch/keepDown'];
  expect([...shapes.keys()].filter((pointer) => !told.includes(pointer))).toEqual([]);
});

test.each(Object.entries(ALIKE))('%s has the members of %s', (pointer, other) => {
  expect(Object.keys(shapeAt(pointer).properties).toSorted()).toEqual(Object.keys(shapeAt(other).properties).toSorted());
});

describe.each(Object.entries(POINTERS))('%s', (heading, pointer) => {
  const members = membersOf(subsections.get(heading) ?? []);
  const { properties, required } = shapeAt(pointer);

  test('names every member, and no other, in brackets what may be missing', () => {
    const told = members.map(({ name, optional }) => (optional ? `[${name}]` : name));
    const real = Object.keys(properties).map((name) => (required.includes(name) ? name : `[${name}]`));
    expect(told.toSorted()).toEqual(real.toSorted());
  });

  test('names every value that a member can have, and no other', () => {
    for (const { name, lines } of members) {
      const values = valuesOf(properties[name] ?? {});
      if (values === undefined || `${pointer} ${name}` === TOLD_ELSEWHERE) continue;
      const told = lines.some((line) => line.startsWith('As in')) ? values : literalsOf(lines);
      expect([...new Set(told)].toSorted(), name).toEqual([...values].toSorted());
    }
  });
});

test('the end before a start has one member more than an end', () => {
  const more = Object.keys(shapeAt('/$defs/previousEnd').properties).filter((name) => !(name in shapeAt('/$defs/end').properties));
  expect(named('previousEnd')).toEqual(more);
});

test('keepDown of catch has one member more, and it is told', () => {
  expect(Object.keys(shapeAt('/$defs/catch/keepDown').properties)).toEqual(['advice']);
  const { lines = [] } = membersOf(subsections.get('kind catch') ?? []).find(({ name }) => name === 'keepDown') ?? {};
  expect(lines.some((line) => line.startsWith('.Va advice'))).toBe(true);
});

/** The facts of findings: the compiler asks for each of them here, and whether it is too large for a number. */
const FACTS: { readonly [Name in keyof FindingFacts]-?: Required<FindingFacts>[Name] extends bigint ? 'large' : 'plain' } = {
  setting: 'plain',
  path: 'plain',
  near: 'plain',
  interpreter: 'plain',
  user: 'plain',
  group: 'plain',
  other: 'plain',
  units: 'plain',
  count: 'plain',
  atLeast: 'plain',
  restarts: 'plain',
  mechanism: 'plain',
  client: 'plain',
  usec: 'large',
  sinceAt: 'plain',
  untilAt: 'plain',
  first: 'plain',
  last: 'plain',
  line: 'plain',
};

test('the facts of findings are those of the program', () => {
  expect(named('facts').toSorted()).toEqual(Object.keys(FACTS).toSorted());
  const large = Object.entries(FACTS).flatMap(([name, kind]) => (kind === 'large' ? [name] : []));
  const told = membersOf(subsections.get('facts') ?? []).filter(({ lines }) => lines.some((line) => line.includes('decimal string')));
  expect(told.map(({ name }) => name)).toEqual(large.filter((name) => !name.endsWith('Usec')));
});

test('the columns of -o csv are those of the program, in its order', () => {
  expect(named('column')).toEqual(CSV_COLUMNS);
});

/** What a format makes of each mechanism's recording, and of a story with all that they lack. */
function made(format: 'timesketch' | 'otlp', render: Renderer): readonly string[] {
  const folder = `test/render/expected/${format}`;
  const client = { kind: 'client', loginUid: 1000 } as const;
  const lacking = {
    ...hostileStory('x'),
    starts: [start(at('13:00:00'), [link('client-request', client, 'x')]), ...hostileStory('x').starts],
  };
  const texts = [...readdirSync(folder).map((name) => readFileSync(`${folder}/${name}`, 'utf8')), render(lacking, renderOptions(lacking))];
  return texts.flatMap((text) => text.trimEnd().split('\n'));
}

test('the members of -o timesketch are those of the program, and it makes all of them', () => {
  expect(named('member')).toEqual(TIMESKETCH_MEMBERS);
  const members = new Set(made('timesketch', renderTimesketch).flatMap((line) => Object.keys(JSON.parse(line) as object)));
  const told = [...named('member'), ...CSV_COLUMNS.filter((column) => column !== 'at')];
  expect([...members].toSorted()).toEqual(told.toSorted());
});

test('the attributes of -o otlp are those of the program, and it makes all of them', () => {
  expect(named('attribute').toSorted()).toEqual(ATTRIBUTE_NAMES.toSorted());
  const names = new Set(made('otlp', renderOtlp).flatMap((line) => [...line.matchAll(/"key":"([^"]+)"/g)].map(([, key = '']) => key)));
  expect([...names].toSorted()).toEqual(ATTRIBUTE_NAMES.toSorted());
});
