import { escapeForTerminal } from '../escape.ts';

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
