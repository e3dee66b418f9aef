import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import type { OutputFormat } from '../../src/render/formats.ts';
import { closedSchema } from '../render/json/closed-schema.ts';
import { tokensOf } from '../render/markdown/markdown-structure.ts';
import { readCsv } from '../render/table/read-csv.ts';

/** What a terminal, a browser or an editor acts on; a line's end alone is the format's own. */
const ACTING = /[^\P{Cc}\n]|\p{Surrogate}|[\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;
const published = JSON.parse(readFileSync('src/render/json/timeline.schema.json', 'utf8')) as { readonly $id: string };
const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: false });
ajv.addSchema(closedSchema(published));
const isTimeline = ajv.compile({ $ref: published.$id, unevaluatedProperties: false });

const CHECKS: Readonly<Record<OutputFormat, (text: string) => string | undefined>> = {
  text: () => undefined,
  cat: () => undefined,
  markdown(text) {
    for (const { type } of tokensOf(text).flatMap((token) => [token, ...(token.children ?? [])]))
      if (/^(?:html_block|html_inline|image|link_open)$/.test(type)) return `a ${type} in Markdown`;
    return undefined;
  },
  html(text) {
    const data = /<script type="application\/json" id="\w+">([^<]*)<\/script>/.exec(text);
    if (data !== null) JSON.parse(data[1] ?? '');
    const page = text
      .replace(/<style>.*?<\/style>/s, '')
      .replace(data?.[0] ?? '', '')
      .replace(/<script>.*?<\/script>/s, '');
    const tags = page.match(/<[^<>]*>/g) ?? [];
    const link = tags.find((tag) => /\s(?:href|src)="(?!#)/i.test(tag));
    if (link !== undefined) return link.slice(0, 200);
    // What stands in quotes is text; a quote ends where the page has it end.
    const bare = page.replace(/="[^"<>]*"/g, '=""');
    return /<(?:script|style|img|iframe|object|embed|link|base|form|foreignObject|image|use)\b|<[^>]*\s(?:on\w+|srcdoc|formaction)=/i
      .exec(bare)?.[0]
      .slice(0, 200);
  },
  json: (text) => (isTimeline(JSON.parse(text)) ? undefined : JSON.stringify(isTimeline.errors?.[0])),
  csv(text) {
    const rows = readCsv(text);
    for (const row of rows)
      for (const [column, value] of Object.entries(row))
        if (/^[=+@\t\r]|^-(?!\d+$)/.test(value)) return `${column} is a formula: ${value.slice(0, 40)}`;
    return undefined;
  },
  dot(text) {
    const outside = text.replace(/^\/\/ .*\n/, '').replace(/"(?:[^"\\\n]|\\[^\n])*"/g, 'q');
    return /[^\w\s{}[\]=,;>./-]/.exec(outside)?.[0];
  },
  timesketch(text) {
    for (const line of text.split('\n')) if (line !== '') JSON.parse(line);
    return undefined;
  },
  otlp(text) {
    for (const line of text.split('\n')) if (line !== '') JSON.parse(line);
    return undefined;
  },
};

/** What in the output breaks out of its place; undefined when nothing does. */
export function breakOut(format: OutputFormat, text: string): string | undefined {
  const acting = ACTING.exec(format === 'csv' ? text.replaceAll('\r\n', '\n') : text);
  if (acting !== null)
    return `U+${(acting[0].codePointAt(0) ?? 0).toString(16)} behind ${JSON.stringify(text.slice(Math.max(0, acting.index - 60), acting.index))}`;
  return CHECKS[format](text);
}
