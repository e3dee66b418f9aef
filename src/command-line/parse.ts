import { type CommandName, COMMANDS, type Request, REQUESTS, type Typed } from './commands.ts';
import { CommanderError } from 'commander';
import { UsageError } from '../errors.ts';
import { helpHead, helpTail, optionHelp } from './help.ts';
import { BOOT } from './options.ts';

/** A command that is typed by its name. */
export type TypedCommand = Exclude<CommandName, 'demo'>;

/** All of them, in the order in which they are listed. */
export const TYPED: readonly TypedCommand[] = ['explain', 'watch', 'record', 'catch', 'report', 'suspects', 'overview', 'completion'];
const SHORT_WITH_VALUE = 'nSUobDwHMu';
const LONG_WITH_VALUE = new Set([
  '--lines',
  '--since',
  '--until',
  '--output',
  '--directory',
  '--file',
  '--root',
  '--write',
  '--for',
  '--timeout',
  '--max-size',
  '--max-files',
  '--unit',
  '--title',
  '--from-start',
  '--otlp-endpoint',
  '--host',
  '--machine',
]);

/** Splits the command's name from its arguments; as with systemctl, options may stand before it. Without a name it is `explain`. */
export function splitCommand(argv: readonly string[]): { readonly command: TypedCommand; readonly rest: readonly string[] } {
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (word === '--') break;
    if (!word.startsWith('-') || word === '-') {
      const command = TYPED.find((name) => name === word);
      if (command === undefined) break;
      return { command, rest: [...argv.slice(0, index), ...argv.slice(index + 1)] };
    }
    if (takesNextWord(word)) index += 1;
  }
  return { command: 'explain', rest: argv };
}

/** Writes -b as --boot=ID, with ID the next word only if that looks like a boot, as journalctl does. */
export function settleBoot(argv: readonly string[]): readonly string[] {
  const settled: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (word === '--') return [...settled, ...argv.slice(index)];
    const combined = /^(-[faq]+)(b.*)$/.exec(word);
    const attached = /^-b(.+)$/.exec(word)?.[1];
    if (combined !== null) {
      return [...settled, combined[1] ?? '', ...settleBoot([`-${combined[2] ?? ''}`, ...argv.slice(index + 1)])];
    }
    if (attached !== undefined && BOOT.test(attached)) {
      settled.push(`--boot=${attached}`);
    } else if (word === '-b' || word === '--boot') {
      const next = argv[index + 1] ?? '';
      const isBoot = BOOT.test(next);
      settled.push(`--boot=${isBoot ? next : '0'}`);
      if (isBoot) index += 1;
    } else {
      settled.push(word);
      const next = argv[index + 1];
      if (takesNextWord(word) && next !== undefined) {
        settled.push(next);
        index += 1;
      }
    }
  }
  return settled;
}

function takesNextWord(word: string): boolean {
  if (word.startsWith('--')) return LONG_WITH_VALUE.has(word);
  if (!word.startsWith('-')) return false;
  const at = [...word.slice(1)].findIndex((letter) => SHORT_WITH_VALUE.includes(letter));
  return at !== -1 && at === word.length - 2 && word[at + 1] !== 'b';
}

export { COMMANDS } from './commands.ts';

/** What the command line asks for: a command with its request, or a help text. */
export type Invocation = { readonly kind: 'run'; readonly request: Request } | { readonly kind: 'help'; readonly text: string };

/** Reads the arguments after the program's name. Throws UsageError with what is wrong and what to do. */
export function parseArguments(argv: readonly string[]): Invocation {
  const { command: name, rest } = splitCommand(settleBoot(argv));
  const command = COMMANDS[name]();
  try {
    command.parse([...rest], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) throw usageError(error, name);
    throw error;
  }
  const typed = command.opts<Typed>();
  if (typed.help === true) return { kind: 'help', text: `${helpHead(name)}\n${optionHelp(command)}${helpTail(name)}` };
  return { kind: 'run', request: REQUESTS[name](command.args, typed) };
}

function usageError(error: CommanderError, name: TypedCommand): UsageError {
  const what = error.message.replace(/^error: /, '');
  if (error.code === 'commander.invalidArgument') return new UsageError(what.replace(/^option '.*?' argument '.*?' is invalid\. /s, ''));
  if (error.code === 'commander.optionMissingArgument') {
    return new UsageError(what.replace(/^option '(.*)' argument missing$/, '$1 needs a value; put it behind the option'));
  }
  const help = name === 'explain' ? 'whyalive --help' : `whyalive ${name} --help`;
  const [said = what, hint] = what.split('\n');
  const again = hint === undefined ? '' : ` ${hint.replace(/^\((.*)\)$/, '$1').replace(/^Did/, 'did')}`;
  return new UsageError(`${said};${again === '' ? '' : `${again} -`} ${help} lists the options`);
}
