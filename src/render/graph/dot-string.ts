import { escapeForTerminal } from '../escape.ts';

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
