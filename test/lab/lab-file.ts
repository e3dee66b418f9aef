import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A file of the lab: its text, or its text with a mode (octal, default 0o644; 0o755 when the text starts with `#!`), or a symbolic link. */
export type LabFile = string | { readonly text: string; readonly mode: number } | { readonly link: string };

/** The text of a file that is no link. */
export function textOf(file: Exclude<LabFile, { link: string }>): string {
  return typeof file === 'string' ? file : file.text;
}

/** 0o755 for a script, else 0o644, unless it says so itself. */
export function modeOf(file: Exclude<LabFile, { link: string }>): number {
  if (typeof file !== 'string') return file.mode;
  return file.startsWith('#!') ? 0o755 : 0o644;
}

/** Writes a file on this machine. */
export function putFile(path: string, file: LabFile): void {
  mkdirSync(dirname(path), { recursive: true });
  if (typeof file !== 'string' && 'link' in file) symlinkSync(file.link, path);
  else writeFileSync(path, textOf(file), { mode: modeOf(file) });
}
