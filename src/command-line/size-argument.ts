import { InvalidArgumentError } from 'commander';

const FACTOR: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

/** Bytes of a size as systemd writes them, with K, M, G or T to the base of 1024 (systemd.syntax(7)); at least 64 KiB, so that a part holds its own header. */
export function parseSize(option: string, text: string): number {
  const [, count, unit = ''] = /^(\d{1,12})([KMGT]?)B?$/i.exec(text.trim()) ?? [];
  const bytes = Number(count) * (FACTOR[unit.toUpperCase()] ?? Number.NaN);
  if (!Number.isSafeInteger(bytes)) throw new InvalidArgumentError(`${option} needs a size, not '${text}'; write it as 500M or 2G`);
  if (bytes < LEAST) throw new InvalidArgumentError(`${option} needs at least 64K, not '${text}'; write it as 500M or 2G`);
  return bytes;
}

const LEAST = 64 * 1024;
