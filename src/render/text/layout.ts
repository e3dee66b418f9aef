import Table from 'cli-table3';
import stringWidth from 'string-width';
import { GLUE } from '../words/phrases.ts';

const NO_BORDERS = {
  top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '',
  left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ',
} as const; // prettier-ignore

/** Breaks text at blanks into lines of at most `width` columns; a word that is longer stays whole, so that it can be copied. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && stringWidth(line) + 1 + stringWidth(word) <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => line.replaceAll(GLUE, ' '));
}

/** Wraps text behind a head: later lines stand below the text, not below the head. `headWidth` counts columns. */
export function hang(
  head: string,
  headWidth: number,
  text: string,
  width: number,
  paint: (line: string) => string = (line) => line,
): readonly string[] {
  const gap = ' '.repeat(Math.max(1, headWidth - stringWidth(head)));
  return wrap(text, Math.max(20, width - headWidth)).map(
    (line, index) => `${index === 0 ? head + gap : ' '.repeat(headWidth)}${paint(line)}`,
  );
}

/** Wraps text from the left border on. */
export function paragraph(text: string, width: number, paint?: (line: string) => string): readonly string[] {
  return hang('', 0, text, width, paint).map((line) => line.trimStart());
}

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** A table without borders, indented by two; the last column is wrapped to what is left of the width. Cells may be coloured, but not the last one. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
  paintHead: (text: string) => string,
): readonly string[] {
  const taken = columns
    .slice(0, -1)
    .map((column, index) => Math.max(stringWidth(column.title), ...rows.map((row) => stringWidth(row[index] ?? ''))));
  const rest = Math.max(24, width - 2 - taken.reduce((sum, columnWidth) => sum + columnWidth + 2, 0));
  const indent = ' '.repeat(taken.reduce((sum, columnWidth) => sum + columnWidth + 2, 0));
  const heads = [columns.map(({ title }) => paintHead(title)), ...rows].map((row) => row.slice(0, -1));
  const lasts = [[paintHead(columns.at(-1)?.title ?? '')], ...rows.map((row) => wrap(row.at(-1) ?? '', rest))];
  const drawn = chunks(heads).flatMap((chunk) => drawHeads(chunk, columns, taken));
  return lasts.flatMap((lines, index) =>
    (lines.length === 0 ? [''] : lines).map((line, nth) => `  ${nth === 0 ? (drawn[index] ?? '') : indent}${line}`.trimEnd()),
  );
}

/** All columns but the last, a line for each row, with the gap behind them. Of a cell of many lines, cli-table3 reads all of it again for each character. */
function drawHeads(rows: readonly (readonly string[])[], columns: readonly Column[], widths: readonly number[]): readonly string[] {
  if (widths.length === 0) return rows.map(() => '');
  const drawn = new Table({
    chars: NO_BORDERS,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colAligns: columns.slice(0, -1).map(({ align }) => align ?? 'left'),
    colWidths: [...widths],
  });
  drawn.push(...rows.map((row) => [...row]));
  return drawn
    .toString()
    .split('\n')
    .map((line) => `${line}  `);
}

/** The time that cli-table3 takes grows with the square of the rows. */
function chunks<T>(rows: readonly T[], size = 64): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, index) => rows.slice(index * size, (index + 1) * size));
}
