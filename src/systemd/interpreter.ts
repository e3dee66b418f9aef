import { table } from '../table.ts';

/** Options of interpreters that take the next word with them. */
const WITH_VALUE: Readonly<Record<string, readonly string[]>> = table({
  python: ['-W', '-X', '--check-hash-based-pycs'],
  node: ['-r', '--require', '--import', '--loader', '--experimental-loader', '-C', '--conditions', '--env-file', '--env-file-if-exists'],
  ruby: ['-I', '-r', '-C', '-E'],
  perl: ['-I'],
  php: ['-c', '-d', '-z'],
  shell: ['-o', '+o', '-O', '+O', '--rcfile', '--init-file'],
  lua: ['-l'],
});

/** Options after which there is no script: the program stands in the line, or is a module. */
const NO_SCRIPT: Readonly<Record<string, RegExp>> = table({
  python: /^-[A-Za-z]*[cm]/,
  node: /^(?:-[ep]|-pe|-i|--eval|--print|--test|--run)/,
  ruby: /^-[a-zA-Z]*e/,
  perl: /^-[a-zA-Z]*[eE]/,
  php: /^-[rRBESs]$/,
  shell: /^-[a-zA-Z]*s/,
  lua: /^-[ei]/,
});

const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/^(?:python|pypy)[\d.]*$/, 'python'],
  [/^(?:node|nodejs)$/, 'node'],
  [/^ruby[\d.]*$/, 'ruby'],
  [/^perl[\d.]*$/, 'perl'],
  [/^php[\d.]*$/, 'php'],
  [/^(?:ba|da|z|k|mk|a)?sh$/, 'shell'],
  [/^lua(?:jit)?[\d.]*$/, 'lua'],
];

/** A whole command that is one program and plain arguments, for which no shell would be needed. */
const PLAIN_COMMAND = /^\s*(?:exec\s+)?(\/[\w.+@/:-]+)(?:\s+[\w.+@/:=,-]+)*\s*$/;

/** The script that a command gives to a known interpreter; undefined when it gives none, or when the words are ambiguous. */
export function scriptArgument(program: string, args: readonly string[]): string | undefined {
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (/^java[\d.]*$/.test(name)) return args[args.indexOf('-jar') + 1 || args.length];
  const family = FAMILIES.find(([pattern]) => pattern.test(name))?.[1];
  if (family === undefined) return undefined;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (word === '--') return isSearched(family, args[at + 1] ?? '') ? undefined : args[at + 1];
    if (!/^[-+]./.test(word)) return word === '-' || word === '' || isSearched(family, word) ? undefined : word;
    if (family === 'shell' && /^-[a-zA-Z]*c[a-zA-Z]*$/.test(word)) return PLAIN_COMMAND.exec(args[at + 1] ?? '')?.[1];
    if (NO_SCRIPT[family]?.test(word) === true) return undefined;
    if (WITH_VALUE[family]?.includes(word) === true) at += 1;
  }
  return undefined;
}

/** Whether the interpreter resolves the word to another path: `node dist/main` runs dist/main.js, or dist/main/index.js. */
function isSearched(family: string, word: string): boolean {
  return family === 'node' && !/\.(?:[cm]?js|[cm]?ts)$/.test(word);
}

/** The program that `env` runs, with its arguments; undefined when its options change where it looks. */
export function behindEnv(args: readonly string[]): { readonly program: string; readonly args: readonly string[] } | undefined {
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (word === '-i' || word === '-' || word === '-S' || word === '--split-string' || /^[A-Za-z_]\w*=/.test(word)) {
      if (word.startsWith('PATH=')) return undefined;
      continue;
    }
    return word.startsWith('-') ? undefined : { program: word, args: args.slice(at + 1) };
  }
  return undefined;
}

/** The programs that the `#!` line of a script needs: the interpreter, and the one that it looks up where it is `env`. */
export function interpretersOf(line: string): readonly string[] {
  const [interpreter = '', ...args] = line.replace(/^[ \t]+/, '').split(/[ \t]+/);
  if (interpreter === '') return [];
  const inner = /(?:^|\/)env$/.test(interpreter) ? behindEnv(args.map((word) => word.replace(/^-S(?=.)/, ''))) : undefined;
  return inner === undefined ? [interpreter] : [interpreter, inner.program];
}
