/** Reads CSV strictly by RFC 4180 with LF: a quote stands around a whole field only, and every record has as many fields as the header. */
export function readCsv(text: string): readonly Readonly<Record<string, string>>[] {
  const [header = [], ...records] = fieldsOf(text);
  return records.map((fields, index) => {
    if (fields.length !== header.length)
      throw new Error(`record ${String(index + 1)} has ${String(fields.length)} fields, the header ${String(header.length)}`);
    return Object.fromEntries(header.map((name, column) => [name, fields[column] ?? '']));
  });
}

function fieldsOf(text: string): readonly (readonly string[])[] {
  const records: string[][] = [];
  let record: string[] = [];
  let position = 0;
  while (position < text.length) {
    const quoted = /"((?:[^"]|"")*)"/y;
    const plain = /[^",\r\n]*/y;
    const pattern = text[position] === '"' ? quoted : plain;
    pattern.lastIndex = position;
    const found = pattern.exec(text);
    if (found === null) throw new Error(`a quote is not closed at ${String(position)}`);
    record.push(pattern === quoted ? (found[1] ?? '').replaceAll('""', '"') : found[0]);
    position += found[0].length;
    const next = text[position];
    if (next === '\n') {
      records.push(record);
      record = [];
    } else if (next !== ',') throw new Error(`neither a comma nor the end of the record at ${String(position)}: ${JSON.stringify(next)}`);
    position += 1;
  }
  if (record.length > 0) throw new Error('the last record does not end');
  return records;
}
