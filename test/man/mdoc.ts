import { readFileSync } from 'node:fs';

/** The lines of one section (`.Sh`) or subsection (`.Ss`) of a page by its heading. */
export type Sections = ReadonlyMap<string, readonly string[]>;

/** Splits a page under man/ at the given headings' macro. */
export function readSections(page: string, macro: '.Sh' | '.Ss'): Sections {
  const sections = new Map<string, string[]>();
  let current: string[] | undefined;
  for (const line of readFileSync(`man/${page}`, 'utf8').split('\n')) {
    if (line.startsWith('.Sh ') || line.startsWith(`${macro} `)) {
      current = [];
      sections.set(line.slice(4), current);
    } else {
      current?.push(line);
    }
  }
  return sections;
}

/** The options that `.It` lines declare, as they are typed: `-n`, `--lines`. */
export function optionsOf(lines: readonly string[]): readonly string[] {
  return lines
    .filter((line) => line.startsWith('.It Fl '))
    .flatMap((line) => [...line.matchAll(/\bFl (-?[A-Za-z][\w-]*)/g)].map((match) => `-${match[1] ?? ''}`));
}

/** What each `.It` line of a list declares, after the macro. */
export function itemsOf(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line.startsWith('.It ')).map((line) => line.slice(4));
}
