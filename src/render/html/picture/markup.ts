import { escapeForTerminal } from '../../escape.ts';
import type { PageNode } from './node.ts';
import { table } from '../../../table.ts';

/** More of one text helps nobody, and thousands of starts may cite it. */
const MAX_TEXT_LENGTH = 4000;
const MAX_ATTRIBUTE_LENGTH = 1000;
/** Attributes that the picture computes: cut, they would mean something else. */
const WHOLE: ReadonlySet<string> = new Set(['d', 'points', 'data-scale', 'data-breaks']);

const VOID: ReadonlySet<string> = new Set(['meta', 'br', 'col', 'wbr']);
const ENTITIES: Readonly<Record<string, string>> = table({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' });

/**
 * Text as it may stand between tags and in quoted attributes (HTML Standard, 13.1.2 and 13.1.3): the five characters that markup is made of as references,
 * and what the eye would not see, or see elsewhere, as \u202e.
 */
export function escapeHtml(text: string): string {
  return escapeForTerminal(text).replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark);
}

/** An element as markup; its text is escaped, and shortened where it is very long. */
export function markup(node: PageNode): string {
  if (typeof node === 'string') return escapeHtml(bounded(node));
  const { tag, attributes, children } = node;
  let text = `<${tag}`;
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    const said = WHOLE.has(name) ? String(value) : String(value).slice(0, MAX_ATTRIBUTE_LENGTH);
    text += value === true ? ` ${name}` : ` ${name}="${escapeHtml(said)}"`;
  }
  text += '>';
  if (VOID.has(tag)) return text;
  for (const child of children) text += markup(child);
  return `${text}</${tag}>`;
}

/** JSON for a script element of a data type: nothing in it can end the element or open a comment. */
export function jsonForScript(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function bounded(text: string): string {
  if (text.length <= MAX_TEXT_LENGTH) return text;
  return `${text.slice(0, MAX_TEXT_LENGTH)}… (${String(text.length - MAX_TEXT_LENGTH)} characters left out)`;
}
