import { escapeForTerminal } from '../escape.ts';
import { flatStarts } from './start-row.ts';
import type { Renderer } from '../renderer.ts';
import { toRfc3339 } from '../time/timestamps.ts';

/** What a spreadsheet takes for a formula at the beginning of a cell; a semicolon begins a cell, too, where the comma is the decimal mark. */
const FORMULA = /(^|;)(\s*)(?=[=+\-@＝＋－＠])/g;

/**
 * A value as a field of CSV (RFC 4180). Numbers stay numbers. Text holds no control characters: a newline is shown as `\x0a`, so that a record is one
 * line; and what a spreadsheet would compute has an apostrophe before it (OWASP, CSV Injection). What is not known is an empty field.
 */
export function csvField(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = escapeForTerminal(value).replace(FORMULA, "$1$2'");
  return /[",;]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The columns, in their order; the names are part of the interface. */
export const CSV_COLUMNS = [
  'start',
  'at',
  'monotonic_us',
  'host',
  'unit',
  'dead_for_us',
  'mechanism',
  'strength',
  'cause',
  'chain',
  'declared_in',
  'ended_how',
  'ended_result',
  'ended_exit_code',
  'ended_exit_status',
  'ended_exit_status_name',
  'ended_command',
  'ended_by',
  'ended_by_strength',
  'outcome',
  'invocation_id',
  'job_id',
  'job_type',
  'boot_id',
  'summary',
] as const;

/**
 * A row for each start, oldest first, under a header (RFC 4180). Lines end in LF alone: spreadsheets, pandas and csvkit take both, and cut, awk and column would
 * leave a CR in the last cell. Times are UTC, counts are µs, and what is not known is empty.
 */
export const renderCsv: Renderer = (timeline) => {
  const rows = flatStarts(timeline).map(({ told, flat }) => {
    const cells = { ...flat, at: toRfc3339(told.at), declared_in: flat.declared_in.join(' ') };
    return CSV_COLUMNS.map((column) => csvField(cells[column]));
  });
  return [CSV_COLUMNS, ...rows].map((cells) => `${cells.join(',')}\n`).join('');
};
