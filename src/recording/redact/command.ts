import { PROGRAMS_THAT_NAME } from '../../systemd/client-commands.ts';
import { parseUnitName } from '../../systemd/unit-name.ts';
import { isCommonUser, isMark } from './pseudonyms.ts';
import { redactText, redactUnitName, strictly, type Reading } from './text.ts';
import { isOwnWord, isProgramName } from './vocabulary.ts';

/** Programs whose names say how a unit is asked for. */
const ASKING: ReadonlySet<string> = new Set(PROGRAMS_THAT_NAME);
/** Options of systemctl and systemd-run whose value is a host, a folder or the like. */
const VALUE_OPTIONS = new Set([
  '-H',
  '--host',
  '-M',
  '--machine',
  '--root',
  '--image',
  '-p',
  '--property',
  '-E',
  '--setenv',
  '--description',
]);
const UNIT_WORD = /^[A-Za-z0-9:_.\\@-]+$/;

/** Reads command lines word by word; what is no program, verb, option or unit becomes a mark. It remembers where in a command it stands. */
export interface CommandRedactor {
  /** A word, or a script that was handed over as one. */
  word(word: string): string;
  /** Text that a shell or systemd would take apart. */
  script(text: string): string;
}

/** `isFirst` says whether it begins at the name of a program. */
export function commandRedactor(given: Reading, isFirst = true): CommandRedactor {
  const reading = strictly(given);
  const { marks, isUnit } = reading;
  let asking = '';
  let valueComes = false;
  const reset = (): void => {
    asking = '';
    valueComes = false;
  };
  const program = (name: string): void => {
    if (!ASKING.has(name)) return;
    reset();
    asking = name;
  };
  const path = (word: string): string => {
    program(word.slice(word.lastIndexOf('/') + 1));
    return redactText(word, reading);
  };
  const plain = (word: string): string => {
    if (word === '' || /^[-+&|;<>(){}\\!*]*$/.test(word) || /^-\d{1,2}$/.test(word) || /^%[a-zA-Z%]$/.test(word)) return word;
    const wasValue = valueComes;
    valueComes = false;
    if (isNamedUnit(word)) return redactUnitName(word, reading);
    const typed = /^(string:|objpath:)(.*)$/s.exec(word);
    if (typed !== null) return `${typed[1] ?? ''}${plain(typed[2] ?? '')}`;
    if (wasValue) return value(word);
    if (/^--?[A-Za-z]/.test(word)) return option(word);
    if (isOwnWord(word) || isMark(word) || isProgramName(word)) {
      program(word);
      return word;
    }
    const equals = word.indexOf('=');
    if (equals > 0 && isOwnWord(word.slice(0, equals))) return `${word.slice(0, equals + 1)}${value(word.slice(equals + 1))}`;
    return value(word);
  };
  /** What is known stays, a path of which every part is known too; else it is one word, whatever signs are in it. */
  const value = (word: string): string => {
    if (word === '' || isMark(word) || isOwnWord(word) || isProgramName(word) || isCommonUser(word)) return word;
    if (UNIT_WORD.test(word) && isUnit(word)) return redactUnitName(word, reading);
    return word.startsWith('/') && path(word) === word ? word : marks.value(word);
  };
  /** A name of a unit where one is expected, or that is known as one. */
  const isNamedUnit = (word: string): boolean =>
    UNIT_WORD.test(word) && (isUnit(word) || (asking !== '' && parseUnitName(word) !== undefined && !word.startsWith('--')));
  const option = (word: string): string => {
    const equals = word.indexOf('=');
    const name = equals === -1 ? word : word.slice(0, equals);
    const dashes = name.startsWith('--') ? '--' : '-';
    const bare = name.slice(dashes.length);
    if (dashes === '-' && bare.length > 1 && !isOwnWord(bare)) return `${name.slice(0, 2)}${value(word.slice(2))}`;
    const told = dashes + (bare.length === 1 || isOwnWord(bare) || isProgramName(bare) ? bare : marks.value(bare));
    if (equals === -1) {
      valueComes = VALUE_OPTIONS.has(name);
      return told;
    }
    const given = word.slice(equals + 1);
    const isName =
      UNIT_WORD.test(given) &&
      !VALUE_OPTIONS.has(name) &&
      (isUnit(given) || (asking !== '' && name === '--unit' && parseUnitName(given) !== undefined));
    return `${told}=${isName ? redactUnitName(given, reading) : value(given)}`;
  };
  const first = (word: string): string => {
    isFirst = false;
    // A process may call itself what it likes: `sshd: alice [priv]`.
    const title = /^(sshd(?:-session)?: )([^\s@[]+)(.*)$/s.exec(word);
    if (title !== null) return `${title[1] ?? ''}${marks.user(title[2] ?? '')}${redactText(title[3] ?? '', reading)}`;
    if (/\s/.test(word)) return script(word);
    return path(word);
  };
  const script = (text: string): string =>
    text
      .split(/([\s;&|'"()<>`$]+)/)
      .map((part, index) => {
        if (index % 2 === 0) return part === '' ? '' : isFirst ? first(part) : plain(part);
        if (/[;&|(`\n]/.test(part)) reset();
        return part;
      })
      .join('');
  return {
    script,
    word: (word) => (isFirst ? first(word) : /[\s;&|]/.test(word) ? commandRedactor(given, false).script(word) : plain(word)),
  };
}
