/** The keys of an audit record with their values as they stand, in quotes or in hexadecimal digits; of a user space message, those inside msg='…'. */
export function auditFields(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, key = '', value = ''] of text.matchAll(/(?:^|\s|')([a-z0-9_-]+(?:\[\d+\])?)=("[^"]*"|[^\s'"]+)/gi)) {
    if (!found.has(key)) found.set(key, value);
  }
  return found;
}

/** A string as the kernel writes those that a process chose: in quotes, or in upper-case hexadecimal digits when it holds anything else than plain characters. */
export function auditText(value: string | undefined): string | undefined {
  if (value === undefined || value === '(null)' || value === '(none)' || value === '?') return undefined;
  if (value.startsWith('"')) return value.slice(1, -1);
  if (!/^(?:[0-9A-F]{2})+$/.test(value)) return value;
  const bytes = Uint8Array.from(value.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return new TextDecoder().decode(bytes);
}

/** A number; -1 as the kernel writes it for "unset" is none. */
export function auditNumber(value: string | undefined): number | undefined {
  return value !== undefined && /^\d+$/.test(value) && value !== '4294967295' ? Number(value) : undefined;
}
