import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { UsageError } from '../errors.ts';
import { settleBoot, splitCommand, type TypedCommand } from './first-operand.ts';
import { helpHead } from './help.ts';
import { FORMAT_NAMES, type OutputFormat } from '../renderers/formats.ts';
import type { Request } from './request.ts';
import { parseSize } from './size.ts';
import { parseSpan } from './span.ts';
import { DEFAULT_LINES, REQUESTS, type Typed } from './typed.ts';

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
      .option('--file <glob>', 'read this journal file; may be given again', several)
      .option('--root <dir>', 'read the journal and the unit files under this directory')
      .option('--user', 'the manager of the calling user')
      .option('--system', 'the system manager (the default)')
      .option('-w, --write <file>', 'also write what was observed to this file')
      .option('--strict', 'exit with status 3 if a start is unexplained')
      .option('--no-recordings', 'leave out what whyalive-record.service recorded'),
  watch: () =>
    telling(blank('whyalive watch', '[units...]'))
      .option('--for <span>', 'end after this time: 30s, 5min, "1h 30min"', (text) => parseSpan('--for', text))
      .option('-w, --write <file>', 'also write what was observed to this file')
      .option('--trace-exec', TRACE_EXEC)
      .option('--user', 'the manager of the calling user')
      .option('--system', 'the system manager (the default)')
      .option('--utc', 'show times in UTC')
      .option('-q, --quiet', 'no hints, only what happened'),
  record: () =>
    telling(blank('whyalive record', '[units...]'))
      .option('-w, --write <file>', 'where to; whyalive-UNIT-TIME.jsonl unless told, .gz compresses')
      .option('-n, --lines <count>', `begin with the last COUNT starts of each unit (${String(DEFAULT_LINES)} unless told)`, count)
      .option('-S, --since <time>', 'begin with all that happened from this time on')
      .option('--for <span>', 'end after this time: 30s, 5min, "1h 30min"', (text) => parseSpan('--for', text))
      .option('--max-size <size>', 'begin a new part when one has grown to this: 500M, 2G', (text) => parseSize('--max-size', text))
      .option('--max-files <count>', 'keep so many parts, the newest', parts)
      .option('--redact', 'replace names, addresses and values by marks')
      .option('--trace-exec', TRACE_EXEC)
      .option('-a, --all', 'with -o: every claim, what was ruled out and why, all evidence')
      .option('--user', 'the manager of the calling user')
      .option('--system', 'the system manager (the default)')
      .option('--utc', 'show times in UTC')
      .option('-q, --quiet', 'no progress, no hints'),
  catch: () =>
    telling(blank('whyalive catch', '[unit]'))
      .option('--timeout <span>', 'give up after this time, with status 3', (text) => parseSpan('--timeout', text))
      .option('--stop', 'stop the unit first, with systemctl')
      .option('--with-triggers', 'with --stop: its sockets, timers and paths too')
      .option('-w, --write <file>', 'also write what was observed to this file')
      .option('--trace-exec', TRACE_EXEC)
      .option('-a, --all', 'every claim, what was ruled out and why, all evidence')
      .option('--user', 'the manager of the calling user')
      .option('--system', 'the system manager (the default)')
      .option('--utc', 'show times in UTC')
      .option('-q, --quiet', 'no hints, only what was found'),
  overview: () =>
    blank('whyalive overview', '[none...]')
      .option('-n, --lines <count>', `show COUNT units, or all (${String(DEFAULT_LINES)} unless told)`, count)
      .option('-S, --since <time>', 'count from this time on, as journalctl reads times')
      .option('-U, --until <time>', 'count up to this time')
      .option('-b, --boot [id]', 'this boot (the default), -1 for the one before, an id, or all')
      .option('-o, --output <format>', 'text or json', format)
      .option('-a, --all', 'units of every type, not services alone')
      .option('-D, --directory <dir>', 'read the journal files in this directory')
      .option('--file <glob>', 'read this journal file; may be given again', several)
      .option('--root <dir>', 'read the journal and the unit files under this directory')
      .option('--user', 'the manager of the calling user')
      .option('--system', 'the system manager (the default)')
      .option('--utc', 'show times in UTC')
      .option('--no-pager', 'never use a pager')
      .option('-q, --quiet', 'no progress, no hints'),
  report: () =>
    presented(blank('whyalive report', '[files...]'))
      .option('-u, --unit <unit>', 'tell of this unit; may be given again', several)
      .option('-S, --since <time>', 'only starts from this time on')
      .option('-U, --until <time>', 'only starts up to this time')
      .option('--redact', 'replace names, addresses and values by marks'),
  suspects: () =>
    blank('whyalive suspects', '[units...]')
      .option('-o, --output <format>', 'text or json', format)
      .option('-a, --all', 'all of them, also where they are many')
      .option('--root <dir>', 'read the unit files under this directory')
      .option('--user', 'the manager of the calling user')
      .option('--system', 'the system manager (the default)')
      .option('--utc', 'show times in UTC')
      .option('--no-pager', 'never use a pager')
      .option('-q, --quiet', 'no hints, only what was found'),
};

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
  return telling(command)
    .option('-n, --lines <count>', `show the last COUNT starts, or all (${String(DEFAULT_LINES)} unless told)`, count)
    .option('-a, --all', 'every claim, what was ruled out and why, all evidence')
    .option('--utc', 'show times in UTC')
    .option('--no-pager', 'never use a pager')
    .option('-q, --quiet', 'no hints, only what was found');
}

const TRACE_EXEC = "see even the shortest-lived client, with the kernel's tracing (root)";

function several(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function parts(text: string): number {
  if (/^\d{1,6}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError(`--max-files needs a count of files, not '${text}'; give a number from 1 on`);
}

function format(text: string): OutputFormat {
  const known = FORMAT_NAMES.find((name) => name === text);
  if (known !== undefined) return known;
  throw new InvalidArgumentError(`-o knows ${FORMAT_NAMES.join(', ')}, not '${text}'; give one of these`);
}

function startNumber(text: string): number {
  if (/^\d{1,9}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError(`--from-start needs the number of a start, not '${text}'; give a number from 1 on`);
}

function endpoint(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new InvalidArgumentError(`--otlp-endpoint needs a URL, not '${text}'; give one such as http://localhost:4318`);
}

/** Options that say how a timeline is told. */
function telling(command: Command): Command {
  return command
    .option('-o, --output <format>', FORMAT_NAMES.join(', '), format)
    .option('--title <text>', 'the heading, of markdown and html', heading)
    .option('--from-start <number>', 'begin with this one of the starts', startNumber)
    .option('--otlp-endpoint <url>', 'post OpenTelemetry traces there', endpoint);
}

function heading(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('--title needs some text; give the heading of the report, or leave it out');
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
