/** The fields of a journal entry; one that was logged twice has both values. */
export type JournalFields = Readonly<Record<string, string | readonly string[]>>;

/** The first value of a field; nothing when it is empty. */
export function field(fields: JournalFields, name: string): string | undefined {
  const value = fields[name];
  const first = typeof value === 'string' ? value : value?.[0];
  return first === '' ? undefined : first;
}

/** A field that is a plain decimal number, as large as one can be that is exact. */
export function number(fields: JournalFields, name: string): number | undefined {
  const value = field(fields, name);
  if (value === undefined || !/^\d{1,20}$/.test(value)) return undefined;
  return Number.isSafeInteger(Number(value)) ? Number(value) : undefined;
}

/** All values of a field, in the order of the entry. */
export function values(fields: JournalFields, name: string): readonly string[] {
  const value = fields[name];
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}
