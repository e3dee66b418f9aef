import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { UsageError } from '../errors.ts';
import type { ManagerScope } from '../sources/observation.ts';
import { isBoot, settleBoot, splitCommand, type TypedCommand } from './first-operand.ts';
import { helpHead } from './help.ts';
import type { DemoRequest, ExplainRequest, OutputFormat, Presentation, ReportRequest, Request, WatchRequest } from './request.ts';
import { parseSpan } from './span.ts';

/** What the command line asks for: a command with its request, or a help text. */
export type Invocation = { readonly kind: 'run'; readonly request: Request } | { readonly kind: 'help'; readonly text: string };

interface Typed {
  readonly lines?: number;
  readonly since?: string;
  readonly until?: string;
  readonly boot?: string | true;
  readonly follow?: true;
  readonly output?: OutputFormat;
  readonly all?: true;
  readonly directory?: string;
  readonly file?: readonly string[];
  readonly root?: string;
  readonly user?: true;
  readonly system?: true;
  readonly pager: boolean;
  readonly quiet?: true;
  readonly utc?: true;
  readonly write?: string;
  readonly strict?: true;
  readonly for?: bigint;
  readonly help?: true;
}

const DEFAULT_LINES = 10;

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
  if (typed.help === true) return { kind: 'help', text: `${helpHead(name)}\n${optionHelp(command)}` };
  return { kind: 'run', request: REQUESTS[name](command.args, typed) };
}

/** The commander commands by name; the tests hold the man page and the help text against their options. */
export const COMMANDS: Readonly<Record<TypedCommand, () => Command>> = {
  explain: () =>
    presented(blank('whyalive', '[units...]'))
      .option('-S, --since <time>', 'only starts from this time on, as journalctl reads times')
      .option('-U, --until <time>', 'only starts up to this time')
      .option('-b, --boot [id]', 'this boot (the default), -1 for the one before, an id, or all')
      .option('-f, --follow', 'then go on watching')
      .option('-D, --directory <dir>', 'read the journal files in this directory')
      .option('--file <glob>', 'read this journal file; may be given again', (value, before: readonly string[] = []) => [...before, value])
      .option('--root <dir>', 'read the journal and the unit files under this directory')
      .option('--user', 'the manager of the calling user')
      .option('--system', 'the system manager (the default)')
      .option('-w, --write <file>', 'also write what was observed to this file')
      .option('--strict', 'exit with status 3 if a start is unexplained'),
  watch: () =>
    blank('whyalive watch', '[units...]')
      .option('-o, --output <format>', 'text or json (one object per line)', format, 'text')
      .option('--for <span>', 'end after this time: 30s, 5min, "1h 30min"', (text) => parseSpan('--for', text))
      .option('-w, --write <file>', 'also write what was observed to this file')
      .option('--user', 'the manager of the calling user')
      .option('--system', 'the system manager (the default)')
      .option('--utc', 'show times in UTC')
      .option('-q, --quiet', 'no hints, only what happened'),
  report: () => presented(blank('whyalive report', '[files...]')),
};

const REQUESTS: Readonly<Record<TypedCommand, (operands: readonly string[], typed: Typed) => Request>> = {
  explain: explainRequest,
  watch: (operands, typed): WatchRequest => ({
    command: 'watch',
    units: someOf(operands, 'watch needs a unit to watch; name one, as in: whyalive watch widget-daemon'),
    output: typed.output ?? 'text',
    ...(typed.for === undefined ? {} : { forUsec: typed.for }),
    scope: scopeOf(typed),
    ...(typed.write === undefined ? {} : { writeTo: typed.write }),
    utc: typed.utc === true,
    quiet: typed.quiet === true,
  }),
  report: (operands, typed): ReportRequest => ({
    command: 'report',
    files: someOf(operands, 'report needs a recording to read; name its file, as in: whyalive report session.jsonl'),
    ...presentation(typed),
  }),
};

function explainRequest(units: readonly string[], typed: Typed): ExplainRequest | DemoRequest {
  const elsewhere = [typed.directory, typed.file, typed.root].filter((place) => place !== undefined).length;
  if (elsewhere > 1) throw new UsageError('-D, --file and --root each say where the journal is; give only one of them');
  if (typed.follow === true && (elsewhere > 0 || typed.until !== undefined)) {
    throw new UsageError('-f goes on watching this machine, so it cannot be given with -U, -D, --file or --root; leave one of them out');
  }
  if (typed.boot !== undefined && !isBoot(String(typed.boot))) {
    throw new UsageError(
      `-b does not understand '${String(typed.boot)}'; give an offset such as -1, a boot id from journalctl --list-boots, or all`,
    );
  }
  if (units.length === 0) return demoRequest(typed);
  return {
    command: 'explain',
    units,
    ...presentation(typed),
    ...(typed.since === undefined ? {} : { since: typed.since }),
    ...(typed.until === undefined ? {} : { until: typed.until }),
    ...(typed.boot === undefined ? {} : { boot: String(typed.boot) }),
    follow: typed.follow === true,
    ...(typed.directory === undefined ? {} : { directory: typed.directory }),
    files: typed.file ?? [],
    ...(typed.root === undefined ? {} : { root: typed.root }),
    scope: scopeOf(typed),
    ...(typed.write === undefined ? {} : { writeTo: typed.write }),
    strict: typed.strict === true,
  };
}

const OF_PRESENTATION: ReadonlySet<string> = new Set(['lines', 'output', 'all', 'utc', 'pager', 'quiet']);

function demoRequest(typed: Typed): DemoRequest {
  if (Object.keys(typed).some((option) => !OF_PRESENTATION.has(option)))
    throw new UsageError('no unit was named; name the one that will not stay down, as in: whyalive widget-daemon');
  return { command: 'demo', ...presentation(typed) };
}

function presentation(typed: Typed): Presentation {
  return {
    output: typed.output ?? 'text',
    lines: typed.lines ?? DEFAULT_LINES,
    all: typed.all === true,
    utc: typed.utc === true,
    pager: typed.pager,
    quiet: typed.quiet === true,
  };
}

function scopeOf({ user, system }: Typed): ManagerScope {
  if (user === true && system === true) throw new UsageError('--user and --system name two managers; give only one of them');
  return user === true ? 'user' : 'system';
}

function someOf(operands: readonly string[], otherwise: string): readonly string[] {
  if (operands.length === 0) throw new UsageError(otherwise);
  return operands;
}

function blank(name: string, operands: string): Command {
  return new Command(name)
    .argument(operands)
    .helpOption(false)
    .option('-h, --help', 'show this help')
    .exitOverride()
    .configureOutput({ writeErr: () => undefined, writeOut: () => undefined })
    .configureHelp({ helpWidth: 79 });
}

function presented(command: Command): Command {
  return command
    .option('-n, --lines <count>', `show the last COUNT starts, or all (${String(DEFAULT_LINES)} unless told)`, count)
    .option('-o, --output <format>', 'text or json', format, 'text')
    .option('-a, --all', 'every claim, what was ruled out and why, all evidence')
    .option('--utc', 'show times in UTC')
    .option('--no-pager', 'never use a pager')
    .option('-q, --quiet', 'no hints, only what was found');
}

function format(text: string): OutputFormat {
  if (text === 'text' || text === 'json') return text;
  throw new InvalidArgumentError(`-o knows text and json, not '${text}'; give one of these`);
}

function count(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY;
  if (/^\d{1,9}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError(`-n needs a count of starts, not '${text}'; give a number from 1 on, or all`);
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

function optionHelp(command: Command): string {
  const help = command.createHelp();
  help.helpWidth = 79;
  const options = help.visibleOptions(command).map((option) => [help.optionTerm(option), option.description] as const);
  const width = Math.max(...options.map(([term]) => term.length));
  return `Options:\n${options.map(([term, text]) => help.formatItem(term, width, text, help)).join('\n')}\n`;
}
