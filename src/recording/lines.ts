import { StringDecoder } from 'node:string_decoder';

/** A line without its newline; `ended` is false for a last one that has none. A line that is `tooLong` has no text. */
export interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
  readonly ended: boolean;
  readonly tooLong: boolean;
}

const LINE_LIMIT = 32 * 1024 * 1024;

/** Divides bytes into lines of at most 32 Mi characters, so that a file without newlines cannot fill the memory. */
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
    const line = { text: length > limit ? '' : parts.join(''), number: number++, ended, tooLong: length > limit };
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
