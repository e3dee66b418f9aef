import type { Marks } from './pseudonyms.ts';
import { redactText, redactUnitName } from './text.ts';
import { methodsWhere, PROGRAMS_THAT_NAME, VERBS } from '../../systemd/client-commands.ts';
import { unitTypeOf } from '../../systemd/unit-name.ts';

/** Programs whose names say how a unit is asked for, or run another program: what follows them is read as a command line again. */
const ASKING: ReadonlySet<string> = new Set(PROGRAMS_THAT_NAME);
const SHELL = new Set(
  'sh bash dash zsh ksh fish sudo doas su env nice ionice nohup timeout setsid exec command chroot runuser ssh xargs watch python python2 python3 perl ruby node cron crond atd run-parts if then else elif fi do done while for in case esac echo sleep test true false cd set export trap wait kill'.split(
    ' ',
  ),
);
const RARE: readonly string[] = [...VERBS.seldom, ...VERBS.formerRestart];
/** Words of commands that stay: the verbs but for rare ones, which are names as often, busctl's `call`, and words that follow a verb. */
const KEPT: ReadonlySet<string> = new Set([
  ...Object.values(VERBS)
    .flat()
    .filter((verb) => !RARE.includes(verb)),
  'call',
  'now',
  'replace',
  'fail',
]);
/** Names of the bus, and methods that ask for jobs, by themselves or behind an interface. */
const BUS_WORD = new RegExp(
  `^(?:org\\.freedesktop\\.[\\w.]+|/org/freedesktop/[\\w/]*|(?:[\\w.]+\\.)?(?:${methodsWhere(({ asks }) => asks !== 'kill').join('|')}))$`,
);
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

/** `isUnit` says whether a bare name is that of a unit; `isFirst`, whether it begins at the name of a program, which stays whatever it is. */
export function commandRedactor(marks: Marks, isUnit: (name: string) => boolean, isFirst = true): CommandRedactor {
  let asking = '';
  let hasVerb = false;
  let valueComes = false;
  const reset = (): void => {
    asking = '';
    hasVerb = false;
    valueComes = false;
  };
  const program = (word: string): string | undefined => {
    const name = word.slice(word.lastIndexOf('/') + 1);
    if (!ASKING.has(name) && !SHELL.has(name)) return undefined;
    if (ASKING.has(name)) {
      reset();
      asking = name;
    }
    return redactText(word, marks);
  };
  const plain = (word: string): string => {
    if (word === '' || /^[-+&|;<>(){}\\!]*$/.test(word)) return word;
    const wasValue = valueComes;
    valueComes = false;
    if (unitTypeOf(word) !== undefined && UNIT_WORD.test(word)) return redactUnitName(word, marks);
    const typed = /^(string:|objpath:)(.*)$/s.exec(word);
    if (typed !== null) return `${typed[1] ?? ''}${plain(typed[2] ?? '')}`;
    if (wasValue) return marks.value(word);
    const option = /^(--?[A-Za-z][\w-]*)(?:=(.*))?$/s.exec(word);
    if (option !== null) {
      const [, name = '', value] = option;
      if (value !== undefined) return `${name}=${optionValue(name, value)}`;
      valueComes = VALUE_OPTIONS.has(name);
      return name.startsWith('--') || name.length <= 2 ? name : `${name.slice(0, 2)}${marks.value(name.slice(2))}`;
    }
    if (KEPT.has(word)) {
      hasVerb ||= asking !== '';
      return word;
    }
    if (BUS_WORD.test(word) || /^value-(?:\d+|x[0-9a-f]{12})$/.test(word)) return word;
    const known = program(word);
    if (known !== undefined) return known;
    const assigned = /^([A-Za-z_]\w*=)(.*)$/s.exec(word);
    if (assigned !== null) return `${assigned[1] ?? ''}${assigned[2] === '' ? '' : marks.value(assigned[2] ?? '')}`;
    if (UNIT_WORD.test(word) && (isUnit(word) || (asking === 'systemctl' && hasVerb) || takesName(asking)))
      return redactUnitName(word, marks);
    return marks.value(word);
  };
  const optionValue = (name: string, value: string): string => {
    const isName = UNIT_WORD.test(value) && (name === '--unit' || isUnit(value) || unitTypeOf(value) !== undefined);
    return isName && !VALUE_OPTIONS.has(name) ? redactUnitName(value, marks) : marks.value(value);
  };
  const takesName = (name: string): boolean => name === 'service' || name === 'invoke-rc.d' || (name === 'deb-systemd-invoke' && hasVerb);
  const first = (word: string): string => {
    isFirst = false;
    // A process may call itself what it likes: `sshd: alice [priv]`.
    const title = /^(sshd(?:-session)?: )(\S+?)((?:@\S*)?(?: \[\w+\])?)$/.exec(word);
    if (title !== null) return `${title[1] ?? ''}${marks.user(title[2] ?? '')}${title[3] ?? ''}`;
    if (/\s/.test(word)) return script(word);
    return program(word) ?? redactText(word, marks);
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
    word: (word) => (isFirst ? first(word) : /[\s;&|]/.test(word) ? commandRedactor(marks, isUnit, false).script(word) : plain(word)),
  };
}
