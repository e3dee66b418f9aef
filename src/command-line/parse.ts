import { Command, CommanderError, Option } from 'commander';
import { UsageError } from '../errors.ts';
import {
  COMMAND_NAMES,
  type CommandName,
  COMMANDS,
  type CommandSpec,
  type DemoRequest,
  optionsOfCommand,
  PRESENTATION,
  type Request,
} from './commands.ts';
import { helpHead, helpTail, optionHelp } from './help.ts';
import { flagsOf, helpOf, OPTION_NAMES, type OptionName, OPTIONS, type OptionSpec, type Values } from './options.ts';

/** What the command line asks for: a command with its request, or a help text. */
export type Invocation = { readonly kind: 'run'; readonly request: Request } | { readonly kind: 'help'; readonly text: string };

/** Reads the arguments after the program's name. Throws UsageError with what is wrong and what to do. */
export function parseArguments(argv: readonly string[]): Invocation {
  const { command, rest } = splitCommand(argv);
  const parser = parserOf(command);
  try {
    parser.parse([...rest], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) throw usageError(error, command, parser, rest.at(-1));
    throw error;
  }
  if (parser.opts<Values>().help === true) return { kind: 'help', text: `${helpHead(command)}\n${optionHelp(parser)}${helpTail(command)}` };
  return { kind: 'run', request: requestOf(command, parser) };
}

/** The options of all commands, by what is typed; before the command is known, all of them may be. */
const TYPED = new Map(OPTION_NAMES.flatMap((name) => flagsOf(name).map((flag) => [flag, name])));
const VALUE_LETTERS = [...TYPED].flatMap(([flag, name]) => (flag.length === 2 && 'value' in OPTIONS[name] ? [flag.slice(1)] : []));
/** Of letters that stand together, the first that takes a value has what is behind it. */
const CLUSTER = new RegExp(`^(-[^-${VALUE_LETTERS.join('')}]*)([${VALUE_LETTERS.join('')}])(.*)$`, 's');

/**
 * Splits the command's name, which is the first operand, from its arguments; as with systemctl, options may stand before it. Without a name it is `explain`.
 * An option whose value may be left out gets it with `=`: the next word only if that looks so, as journalctl does.
 */
function splitCommand(argv: readonly string[]): { readonly command: CommandName; readonly rest: readonly string[] } {
  const rest: string[] = [];
  const left = [...argv];
  let command: CommandName | undefined;
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const isOption = word.startsWith('-') && word !== '-';
    const named = isOption || command !== undefined ? undefined : COMMAND_NAMES.find((name) => name === word);
    if (!isOption) command ??= named ?? 'explain';
    if (named !== undefined) continue;
    if (word === '--') return { command: command ?? 'explain', rest: [...rest, word, ...left] };
    rest.push(...(isOption ? withValue(word, left) : [word]));
  }
  return { command: command ?? 'explain', rest };
}

/** The words of an option; its value, where that is a word of its own, is taken from those that are left. */
function withValue(word: string, left: string[]): readonly string[] {
  const [, before = '', letter, attached = ''] = CLUSTER.exec(word) ?? [];
  const name = TYPED.get(letter === undefined ? word : `-${letter}`);
  if (name === undefined || attached !== '') return [word];
  const { value, optional }: OptionSpec = OPTIONS[name];
  if (optional === undefined) return [word, ...left.splice(0, value === undefined ? 0 : 1)];
  const given = optional.looks.test(left[0] ?? '') ? left.shift() : optional.otherwise;
  return [...(before.length > 1 ? [before] : []), `${flagsOf(name).at(-1) ?? ''}=${given ?? ''}`];
}

/** An option of commander's whose value goes by its name in the requests. */
class NamedOption extends Option {
  constructor(
    private readonly member: OptionName,
    spec: OptionSpec,
  ) {
    const { value, optional, parse = String, repeat = false, choices, implies } = spec;
    const takes = value === undefined ? '' : optional === undefined ? ` <${value}>` : ` [${value}]`;
    super(`${flagsOf(member).join(', ')}${takes}`, helpOf(spec));
    if (value === undefined) {
      if (!this.negate) this.default(false);
      return;
    }
    this.default(repeat ? [] : spec.default);
    if (choices !== undefined) this.choices(choices);
    if (implies !== undefined) this.implies(implies);
    this.argParser((text, before: unknown) => (repeat ? [...(before as readonly unknown[]), parse(text)] : parse(text)));
  }
  override attributeName(): string {
    return this.member;
  }
}

/** The parser of a command. */
export function parserOf(command: CommandName): Command {
  const parser = new Command(command)
    .argument('[operands...]')
    .helpOption(false)
    .allowExcessArguments()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  for (const option of optionsOfCommand(command)) parser.addOption(new NamedOption(option.name, option).helpGroup(option.group));
  return parser;
}

function requestOf(command: CommandName, parser: Command): Request {
  const typed = new Set(Object.keys(parser.opts()).filter((name) => parser.getOptionValueSource(name) === 'cli'));
  const { help: _, user, system, ...values } = parser.opts<Values>();
  const { operands, checks }: CommandSpec = COMMANDS[command];
  const named = operands(parser.args);
  for (const check of checks) check(values, typed);
  if (command === 'explain' && parser.args.length === 0) return demoRequest(values, typed);
  if (user === true && system === true) throw new UsageError('--user and --system name two managers; give only one of them');
  const scope = user === undefined ? {} : { scope: user ? 'user' : 'system' };
  return { command, ...named, ...values, ...scope } as Request;
}

/** Throws UsageError for options that ask for a unit's past. */
function demoRequest(values: Values, typed: ReadonlySet<string>): DemoRequest {
  const shown: ReadonlySet<string> = new Set(PRESENTATION);
  if ([...typed].some((name) => !shown.has(name)))
    throw new UsageError('no unit was named; name the one that will not stay down, as in: whyalive widget-daemon');
  return { command: 'demo', ...Object.fromEntries(Object.entries(values).filter(([name]) => shown.has(name))) } as DemoRequest;
}

function usageError({ code, message }: CommanderError, command: CommandName, parser: Command, last = ''): UsageError {
  if (code === 'commander.optionMissingArgument') {
    const flag = last.startsWith('--') ? last : `-${last.slice(-1)}`;
    const option = parser.options.find(({ short, long }) => short === flag || long === flag);
    return new UsageError(`${option?.flags ?? last} needs a value; put it behind the option`);
  }
  const [said = '', hint] = message.replace('error: ', '').split('\n');
  const help = command === 'explain' ? 'whyalive --help' : `whyalive ${command} --help`;
  const again = hint === undefined ? '' : ` ${hint.replace('(D', 'd').replace(')', '')} -`;
  return new UsageError(`${said};${again} ${help} lists the options`);
}
