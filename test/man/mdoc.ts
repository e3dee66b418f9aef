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

/** A member of an object, as a page declares it: `.It Va name`, or `.It Oo Va name Oc` of one that may be missing. */
export interface Member {
  readonly name: string;
  readonly optional: boolean;
  /** What the page says of it. */
  readonly lines: readonly string[];
}

/** The members that a subsection declares. */
export function membersOf(lines: readonly string[]): readonly Member[] {
  const members: { name: string; optional: boolean; lines: string[] }[] = [];
  let current: string[] | undefined;
  for (const line of lines) {
    const [, open, name] = /^\.It (Oo )?Va ([\w.]+)(?: Oc)?$/.exec(line) ?? [];
    if (name !== undefined) {
      current = [];
      members.push({ name, optional: open !== undefined, lines: current });
    } else if (line === '.El') {
      current = undefined;
    } else {
      current?.push(line);
    }
  }
  return members;
}

/** The literal values that some lines name: the first word after `.Cm`, unless it is a setting such as `Restart=`. */
export function literalsOf(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => /^\.Cm (\S+[^=\s])(?: |$)/.exec(line)?.[1] ?? []);
}
