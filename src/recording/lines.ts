import { StringDecoder } from 'node:string_decoder';

/** A line without its newline; `ended` is false for a last one that has none. A line that is `tooLong` has no text. */
export interface Line {
  readonly text: string;
  /** In characters, also where it has no text. */
  readonly length: number;
  /** From 1. */
  readonly number: number;
  readonly ended: boolean;
  readonly tooLong: boolean;
}

const LINE_LIMIT = 8 * 1024 * 1024;
/** A longer line may not hold more brackets and commas than these: each costs many times what it takes in the file. */
const SHORT = 512 * 1024;
const MOST_MEMBERS = 1024 * 1024;

/** Divides bytes into lines of at most 8 Mi characters, so that a file without newlines cannot fill the memory. */
export async function* linesOf(chunks: AsyncIterable<Buffer>, limit = LINE_LIMIT): AsyncGenerator<Line, void, undefined> {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  let length = 0;
  let number = 1;
  const add = (text: string) => {
    length += text.length;
    if (length <= limit) parts.push(text);
    else parts = [];
  };
  const take = (ended: boolean): Line => {
    const text = length > limit ? '' : parts.join('');
    const tooLong = length > limit || (text.length > SHORT && membersIn(text) > MOST_MEMBERS);
    const line = { text: tooLong ? '' : text, number: number++, ended, tooLong, length };
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of chunks) {
    const pieces = decoder.write(chunk).split('\n');
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) yield take(true);
      add(piece);
    }
  }
  add(decoder.end());
  if (length > 0) yield take(false);
}

/** How many brackets and commas there are, in strings too. */
function membersIn(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x2c || code === 0x5b || code === 0x7b) count += 1;
  }
  return count;
}
