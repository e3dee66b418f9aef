import { aligned, bodyStart, word } from './message-frames.ts';

/** The header of a D-Bus message; fields that a message lacks are empty or 0. */
export interface MessageHead {
  readonly type: number;
  readonly flags: number;
  readonly serial: number;
  readonly replySerial: number;
  readonly sender: string;
  readonly destination: string;
  readonly path: string;
  readonly member: string;
  readonly signature: string;
}

/** The header's fields by their codes, with the type of each (D-Bus specification, "Header Fields"). */
const FIELDS: ReadonlyMap<number, { readonly name: keyof MessageHead; readonly type: string }> = new Map([
  [1, { name: 'path', type: 'o' }],
  [3, { name: 'member', type: 's' }],
  [5, { name: 'replySerial', type: 'u' }],
  [6, { name: 'destination', type: 's' }],
  [7, { name: 'sender', type: 's' }],
  [8, { name: 'signature', type: 'g' }],
]);

/** Reads a header; undefined when it is not as the D-Bus specification has it. */
export function readHead(message: Buffer): MessageHead | undefined {
  const head: Record<string, string | number> = {
    ...{ type: message[1] ?? 0, flags: message[2] ?? 0, serial: word(message, 8) },
    ...{ replySerial: 0, sender: '', destination: '', path: '', member: '', signature: '' },
  };
  const end = 16 + word(message, 12);
  if (end > message.length) return undefined;
  for (let at = 16; at < end;) {
    const field = FIELDS.get(message[at] ?? 0);
    const type = String.fromCharCode(message[at + 2] ?? 0);
    // A variant of a basic type: its signature is one letter.
    if (message[at + 1] !== 1 || message[at + 3] !== 0) return undefined;
    const found = basicAt(message, type, at + 4);
    if (found === undefined || found.end > end || (field !== undefined && field.type !== type)) return undefined;
    if (field !== undefined) head[field.name] = found.value;
    at = aligned(found.end, 8);
  }
  return head as unknown as MessageHead;
}

/** The first arguments, up to one that is neither a string nor a number of 32 bits. A message that was cut has fewer. */
export function firstArguments(message: Buffer, signature: string): readonly (string | number)[] {
  const values: (string | number)[] = [];
  let at = bodyStart(message);
  for (const type of signature) {
    const found = basicAt(message, type, at);
    if (found === undefined) break;
    values.push(found.value);
    at = found.end;
  }
  return values;
}

function basicAt(message: Buffer, type: string, at: number): { readonly value: string | number; readonly end: number } | undefined {
  if (type === 'g') return textAt(message, at + 1, message[at]);
  const start = aligned(at, 4);
  if (start + 4 > message.length) return undefined;
  if (type === 'u') return { value: word(message, start), end: start + 4 };
  return type === 's' || type === 'o' ? textAt(message, start + 4, word(message, start)) : undefined;
}

function textAt(message: Buffer, start: number, length: number | undefined): { readonly value: string; readonly end: number } | undefined {
  if (length === undefined || start + length + 1 > message.length) return undefined;
  return { value: message.toString('utf8', start, start + length), end: start + length + 1 };
}
