import { table } from '../table.ts';

/** One command of an `ExecStart=` or its kin, as systemd.service(5) reads it. Specifiers and variables stand as written. */
export interface ExecCommand {
  /** The prefixes, in the order in which they stand: `-`, `@`, `:`, `+`, `!`, `!!` or `|`. */
  readonly prefixes: string;
  /** `-`: a failure counts as success. */
  readonly ignoresFailure: boolean;
  /** `|`: the user's shell runs the line (systemd 258 and later). */
  readonly inShell: boolean;
  /** What is executed: an absolute path, or a name that is looked up. */
  readonly program: string;
  /** The arguments behind the program; without the one that `@` gives as argv[0]. */
  readonly args: readonly string[];
}

interface Word {
  readonly text: string;
  /** As it stands in the file, quotes and all. */
  readonly raw: string;
}

const ESCAPES: Readonly<Record<string, string>> = table({
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
  s: ' ',
});

/** Divides the value of one assignment into its commands, at ` ; ` (config_parse_exec(), src/core/load-fragment.c). */
export function parseExecLine(value: string): ExecCommand[] {
  const commands: Word[][] = [[]];
  for (const word of splitWords(value)) {
    if (word.raw === ';') commands.push([]);
    else commands.at(-1)?.push(word.raw === '\\;' ? { ...word, text: ';' } : word);
  }
  return commands.flatMap((words) => {
    const [first, ...rest] = words.map(({ text }) => text);
    if (first === undefined) return [];
    const prefixes = /^[-@:+!|]*/.exec(first)?.[0] ?? '';
    const program = first.slice(prefixes.length);
    if (program === '') return [];
    return [
      {
        prefixes,
        ignoresFailure: prefixes.includes('-'),
        inShell: prefixes.includes('|'),
        program,
        args: prefixes.includes('@') ? rest.slice(1) : rest,
      },
    ];
  });
}

/** Words between blanks, with quotes anywhere and C escapes (extract_first_word() with EXTRACT_UNQUOTE and EXTRACT_CUNESCAPE). */
export function splitWords(value: string): Word[] {
  const words: Word[] = [];
  let text = '';
  let begin: number | undefined;
  let quote = '';
  for (let at = 0; at <= value.length; at += 1) {
    const char = value.charAt(at);
    if (at === value.length || (quote === '' && /\s/.test(char))) {
      if (begin !== undefined) words.push({ text, raw: value.slice(begin, at) });
      [text, begin] = ['', undefined];
      continue;
    }
    begin ??= at;
    if (char === '\\') {
      const { text: meant, length } = unescapeAt(value, at + 1);
      text += meant;
      at += length;
    } else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === quote) quote = '';
    else text += char;
  }
  return words;
}

/** The value of an escape after a backslash; an unknown one stays as written, with its backslash. */
function unescapeAt(value: string, at: number): { readonly text: string; readonly length: number } {
  const simple = ESCAPES[value.charAt(at)];
  if (simple !== undefined) return { text: simple, length: 1 };
  const rest = value.slice(at, at + 9);
  const hex = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(rest);
  const digits = hex?.[1] ?? hex?.[2] ?? hex?.[3];
  const code = digits === undefined ? Number.parseInt(/^[0-7]{3}/.exec(rest)?.[0] ?? '', 8) : Number.parseInt(digits, 16);
  if (Number.isNaN(code) || code > 0x10ffff) return { text: '\\', length: 0 };
  return { text: String.fromCodePoint(code), length: hex?.[0].length ?? 3 };
}
