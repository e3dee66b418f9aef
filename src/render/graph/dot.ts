import { escapeForTerminal } from '../escape.ts';
import type { Strength } from '../../model/strength.ts';
import type { Cause, Timeline } from '../../model/timeline.ts';
import { causeGraph, edgeWords, type CauseEdge, type CauseNode } from './cause-graph.ts';
import type { Renderer, RenderOptions } from '../renderer.ts';
import { grouped } from '../grouped.ts';
import { zonedTime } from '../time/zoned-time.ts';

/** What XML, and so an SVG of the graph, cannot hold. */
const NOT_XML = /[\ufffe\uffff]/g;

/**
 * Text from the machine as it stands inside the quotes of a DOT label. A quoted string knows `\"` alone (Graphviz, "The DOT Language"); what is left of it is
 * then read as an escString, in which `\N`, `\G`, `\L`, `\n` and `\\` mean something, and `&quot;` as an entity: so backslashes are doubled and `&` is `&amp;`.
 */
export function dotText(text: string): string {
  return escapeForTerminal(text)
    .replace(NOT_XML, (mark) => `\\u${mark.charCodeAt(0).toString(16)}`)
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('&', '&amp;');
}

/** A label of several lines, in its quotes; each line is text from the machine. */
export function dotLabel(lines: readonly string[]): string {
  return `"${lines.map(dotText).join('\\n')}"`;
}

/** How many characters of a name a node holds; longer ones lose their middle. */
const MAX_LENGTH = 100;

/** Units are boxes; what is not a unit has another shape. */
const SHAPES: Readonly<Record<Cause['kind'], string>> = {
  unit: 'shape=box',
  client: 'shape=ellipse',
  process: 'shape=ellipse',
  peer: 'shape=hexagon',
  boot: 'shape=house',
  kernel: 'shape=octagon',
  unknown: 'shape=diamond, style=dashed',
};

/** The less sure, the thinner the line. */
const LINES: Readonly<Record<Strength, string>> = {
  stated: 'style=solid',
  correlated: 'style=dashed',
  possible: 'style=dotted',
  unexplained: 'style=dotted',
};

/** Who started whom, as a graph for `dot -Tsvg`: units asked for are bold, several hosts are boxes around what is theirs, and doubt is dashed or dotted. */
export const renderDot: Renderer = (timeline, options) => {
  const { nodes, edges, processes } = causeGraph(timeline);
  const { generator } = timeline;
  return [
    `// whyalive ${generator.version}: who started whom. dot -Tsvg draws it.`,
    'digraph whyalive {',
    `  graph [rankdir=LR, labelloc=b, fontname="sans-serif", fontsize=11, label=${dotLabel([titleOf(timeline, options)])}];`,
    '  node [fontname="sans-serif", fontsize=12];',
    '  edge [fontname="sans-serif", fontsize=10];',
    ...nodesByHost(nodes),
    ...processes.map(({ unit, process }) => `  ${unit} -> ${process} [arrowhead=none, label="its process"];`),
    ...edges.map(edgeLine),
    '}',
    '',
  ].join('\n');
};

/** Whose starts, how many, and from when to when. Raw text. */
function titleOf({ starts, host, hosts }: Timeline, { utc, zoneName }: RenderOptions): string {
  const [first, last] = [starts[0], starts.at(-1)];
  const whose = hosts === undefined && host.hostname !== undefined ? [withoutMiddle(host.hostname)] : [];
  if (first === undefined || last === undefined) return [...whose, 'no start was seen'].join(', ');
  const counted = starts.length === 1 ? '1 start' : `${String(starts.length)} starts`;
  return [...whose, counted, zonedTime({ zoneName: utc ? 'UTC' : zoneName }).range(first.at, last.at)].join(', ');
}

function nodesByHost(nodes: readonly CauseNode[]): readonly string[] {
  return [...grouped(nodes, ({ host }) => host)].flatMap(([host, own], index) =>
    host === undefined
      ? own.map((node) => `  ${nodeLine(node)}`)
      : [
          `  subgraph cluster_${String(index + 1)} {`,
          `    label=${dotLabel([withoutMiddle(host)])};`,
          ...own.map((node) => `    ${nodeLine(node)}`),
          '  }',
        ],
  );
}

function nodeLine({ id, label, kind, isAsked }: CauseNode): string {
  return `${id} [${SHAPES[kind]}${isAsked ? ', style=bold' : ''}, label=${dotLabel([withoutMiddle(label)])}];`;
}

function edgeLine(edge: CauseEdge): string {
  return `  ${edge.from} -> ${edge.to} [${LINES[edge.strength]}, label=${dotLabel(edgeWords(edge))}];`;
}

/** Long text without its middle: the ends of names tell most. */
function withoutMiddle(text: string): string {
  const characters = [...text];
  if (characters.length <= MAX_LENGTH) return text;
  return `${characters.slice(0, MAX_LENGTH * 0.6).join('')}…${characters.slice(-MAX_LENGTH * 0.4).join('')}`;
}
