import { escapeForTerminal } from '../escape.ts';
import { cut, leftOut, longestRun } from './inline.ts';

/** Markdown that stands between empty lines. All inline text in it must have been escaped. */
export type Block = string;

const MAX_LINE_LENGTH = 500;

/** A heading of that level. */
export function heading(level: number, text: string): Block {
  return `${'#'.repeat(level)} ${text}`;
}

/** An item of a list, with items below it. */
export interface Item {
  readonly text: string;
  readonly below?: readonly string[];
}

/** A list, two levels deep at most. */
export function list(items: readonly (Item | string)[]): readonly Block[] {
  if (items.length === 0) return [];
  const lines = items.flatMap((item) =>
    typeof item === 'string' ? [`- ${item}`] : [`- ${item.text}`, ...(item.below ?? []).map((text) => `  - ${text}`)],
  );
  return [lines.join('\n')];
}

/**
 * A table of GitHub Flavored Markdown, which GitLab and Confluence read as well. A pipe within a cell has a backslash before it, also in code (GFM, 4.10); an
 * empty cell holds a dash.
 */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): readonly Block[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [[line(heads), `|${heads.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n')];
}

function cell(text: string): string {
  return text === '' ? '–' : text.replaceAll('|', '\\|');
}

/** Lines as they are, in a fence that is longer than any run of backticks within (CommonMark 0.31, 4.5). What is invisible is shown, and long lines are shortened. */
export function fence(language: string, lines: readonly string[], most = MAX_LINE_LENGTH): Block {
  const shown = lines.map((line) => {
    const { kept, left } = cut(line, most);
    return left === 0 ? escapeForTerminal(kept) : `${escapeForTerminal(kept)} ${leftOut(left)}`;
  });
  const mark = '`'.repeat(Math.max(3, ...shown.map((line) => longestRun(line) + 1)));
  return [`${mark}${language}`, ...shown, mark].join('\n');
}
