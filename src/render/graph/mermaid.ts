import type { Strength } from '../../model/strength.ts';
import type { Cause } from '../../model/timeline.ts';
import { edgeWords, type CauseEdge, type CauseGraph, type CauseNode } from './cause-graph.ts';
import { escapeForTerminal } from '../escape.ts';

const MAX_LABEL_LENGTH = 80;

/** Units are boxes; what is not a unit has another shape. */
const SHAPES: Readonly<Record<Cause['kind'], readonly [string, string]>> = {
  unit: ['[', ']'],
  client: ['([', '])'],
  process: ['([', '])'],
  peer: ['{{', '}}'],
  boot: ['[/', '\\]'],
  kernel: ['[[', ']]'],
  unknown: ['{', '}'],
};

/** The less sure, the thinner the line. */
const LINES: Readonly<Record<Strength, string>> = { stated: '-->', correlated: '-.->', possible: '-.->', unexplained: '-.->' };

/** Who started whom, as the lines of a Mermaid flowchart. Units asked for have a thick frame; what is not stated is dotted and says how sure it is. */
export function mermaidLines({ nodes, edges, processes }: CauseGraph): readonly string[] {
  const hosts = [...new Set(nodes.flatMap(({ host }) => host ?? []))];
  const asked = nodes.filter(({ isAsked }) => isAsked).map(({ id }) => id);
  return [
    'flowchart LR',
    ...nodes.filter(({ host }) => host === undefined).map((node) => `  ${nodeText(node)}`),
    ...hosts.flatMap((host, index) => [
      `  subgraph h${String(index + 1)}["${mermaidText(host)}"]`,
      ...nodes.filter((node) => node.host === host).map((node) => `    ${nodeText(node)}`),
      '  end',
    ]),
    ...processes.map(({ unit, process }) => `  ${unit} -.-|"its process"| ${process}`),
    ...edges.map(edgeText),
    ...(asked.length === 0 ? [] : ['  classDef asked stroke-width:3px', `  class ${asked.join(',')} asked`]),
  ];
}

function nodeText({ id, label, kind }: CauseNode): string {
  const [open, close] = SHAPES[kind];
  return `${id}${open}"${mermaidText(label)}"${close}`;
}

function edgeText(edge: CauseEdge): string {
  return `  ${edge.from} ${LINES[edge.strength]}|"${mermaidText(edgeWords(edge).join(', '))}"| ${edge.to}`;
}

/**
 * Raw text as it may stand in quotes in a Mermaid diagram: all but letters, digits and a few marks is written as Mermaid's own entities, `#35;`, so that it can
 * end no quote and hold no directive, comment, markup or list (mermaid.js.org, "Entity codes to escape characters").
 */
export function mermaidText(raw: string): string {
  const characters = [...raw.slice(0, 2 * MAX_LABEL_LENGTH + 1)];
  const short = characters.length <= MAX_LABEL_LENGTH ? raw : `${characters.slice(0, MAX_LABEL_LENGTH - 1).join('')}…`;
  return escapeForTerminal(short)
    .replace(/[^\p{L}\p{N} ./_:=,×→…-]/gu, (mark) => `#${String(mark.codePointAt(0) ?? 63)};`)
    .replace(/^(\s*\d+)\./, '$1#46;')
    .replace(/^(\s*)-/, '$1#45;');
}
