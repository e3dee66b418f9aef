import { Command, Option } from 'commander';
import { FORMAT_NAMES } from '../render/formats.ts';
import type { TypedCommand } from './first-operand.ts';
import { count, endpoint, format, heading, parts, several, startNumber } from './options.ts';
import { parseSize } from './size-argument.ts';
import { parseSpan } from '../systemd/span.ts';
import { DEFAULT_LINES } from './typed.ts';

const WHICH = 'Which starts:';
const WHERE = 'Where to look:';
const HOW = 'How it is told:';
const OTHER = 'Other:';

const SINCE = ['-S, --since <time>', 'only starts from this time on, as journalctl reads times'] as const;
const UNTIL = ['-U, --until <time>', 'only starts up to this time'] as const;
const BOOT = [
  '-b, --boot [id]',
  'this boot (the default; of -D, --file or --root the last), -1 for the one before, an id, or all (the default with -S or -U)',
] as const;
const LINES = ['-n, --lines <count>', `the last COUNT starts of each unit, or all (${String(DEFAULT_LINES)} unless told)`, count] as const;
const FROM_START = ['--from-start <number>', 'begin with this one of the starts', startNumber] as const;
const FOR = ['--for <span>', 'end after this time: 30s, 5min, "1h 30min"', (text: string) => parseSpan('--for', text)] as const;
const USER = ['--user', 'the manager of the calling user'] as const;
const SYSTEM = ['--system', 'the system manager (the default)'] as const;
const DIRECTORY = ['-D, --directory <dir>', 'read the journal files in this directory'] as const;
const FILE = ['--file <glob>', 'read this journal file; may be given again', several] as const;
const ROOT = ['--root <dir>', 'read the journal and the unit files under this directory'] as const;
const TRACE_EXEC = ['--trace-exec', "see even the shortest-lived client, with the kernel's tracing (root)"] as const;
const TITLE = ['--title <text>', 'the heading, of markdown and html', heading] as const;
const ENDPOINT = ['--otlp-endpoint <url>', 'post OpenTelemetry traces there', endpoint] as const;
const ALL = ['-a, --all', 'every claim, what was ruled out and why, all evidence'] as const;
const UTC = ['--utc', 'show times in UTC'] as const;
const NO_PAGER = ['--no-pager', 'never use a pager'] as const;
const QUIET = ['-q, --quiet', 'no hints, only what was found'] as const;
const WRITE = ['-w, --write <file>', 'also write what was observed to this file'] as const;
const REDACT = ['--redact', 'replace names, addresses and values by marks'] as const;
const HELP = ['-h, --help', 'show this help'] as const;

/** The commands by name, their options in groups. --help and the completion of each shell are made of them; the tests hold the manual to them. */
export const COMMANDS: Readonly<Record<TypedCommand, () => Command>> = {
  explain: () =>
    blank('whyalive', '[units...]')
      .optionsGroup(WHICH)
      .option(...LINES)
      .option(...SINCE)
      .option(...UNTIL)
      .option(...BOOT)
      .option(...FROM_START)
      .option('-f, --follow', 'then go on watching')
      .optionsGroup(WHERE)
      .option(...USER)
      .option(...SYSTEM)
      .option(...DIRECTORY)
      .option(...FILE)
      .option(...ROOT)
      .option('--no-recordings', 'leave out what whyalive-record.service recorded')
      .optionsGroup(HOW)
      .addOption(output())
      .option(...TITLE)
      .option(...ENDPOINT)
      .option(...ALL)
      .option(...UTC)
      .option(...NO_PAGER)
      .option(...QUIET)
      .optionsGroup(OTHER)
      .option(...WRITE)
      .option('--strict', 'exit with status 3 if a start is unexplained')
      .option(...HELP),
  watch: () =>
    blank('whyalive watch', '[units...]')
      .optionsGroup(WHICH)
      .option(...FOR)
      .option(...FROM_START)
      .optionsGroup(WHERE)
      .option(...USER)
      .option(...SYSTEM)
      .option(...TRACE_EXEC)
      .optionsGroup(HOW)
      .addOption(output())
      .option(...TITLE)
      .option(...ENDPOINT)
      .option(...UTC)
      .option('-q, --quiet', 'no hints, only what happened')
      .optionsGroup(OTHER)
      .option(...WRITE)
      .option(...HELP),
  record: () =>
    blank('whyalive record', '[units...]')
      .optionsGroup('What is recorded:')
      .option(
        '-n, --lines <count>',
        `begin with the last COUNT starts of each unit that is named (${String(DEFAULT_LINES)} unless told)`,
        count,
      )
      .option('-S, --since <time>', 'begin with all that happened from this time on')
      .option(...FOR)
      .option(...REDACT)
      .optionsGroup('Where to:')
      .option('-w, --write <file>', 'whyalive-UNIT-TIME.jsonl unless told; .gz compresses')
      .option('--max-size <size>', 'begin a new part when one has grown to this: 500M, 2G', (text) => parseSize('--max-size', text))
      .option('--max-files <count>', 'keep so many parts, the newest', parts)
      .optionsGroup(WHERE)
      .option(...USER)
      .option(...SYSTEM)
      .option(...TRACE_EXEC)
      .optionsGroup('How it is told at the end, if -o or --otlp-endpoint asks for it:')
      .addOption(output('one of the formats below'))
      .option(...TITLE)
      .option(...FROM_START)
      .option(...ENDPOINT)
      .option(...ALL)
      .option(...UTC)
      .optionsGroup(OTHER)
      .option('-q, --quiet', 'no progress, no hints')
      .option(...HELP),
  catch: () =>
    blank('whyalive catch', '[unit]')
      .optionsGroup('Which start:')
      .option('--timeout <span>', 'give up after this time, with status 3', (text) => parseSpan('--timeout', text))
      .option('--stop', 'stop the unit first, with systemctl')
      .option('--with-triggers', 'with --stop: its sockets, timers and paths too')
      .optionsGroup(WHERE)
      .option(...USER)
      .option(...SYSTEM)
      .option(...TRACE_EXEC)
      .optionsGroup(HOW)
      .addOption(output())
      .option(...TITLE)
      .option(...ENDPOINT)
      .option(...ALL)
      .option(...UTC)
      .option(...QUIET)
      .optionsGroup(OTHER)
      .option(...WRITE)
      .option(...HELP),
  report: () =>
    blank('whyalive report', '[files...]')
      .optionsGroup(WHICH)
      .option('-u, --unit <unit>', 'tell of this unit; may be given again', several)
      .option(...LINES)
      .option('-S, --since <time>', 'only starts from this time on')
      .option(...UNTIL)
      .option(...FROM_START)
      .optionsGroup(HOW)
      .addOption(output())
      .option(...TITLE)
      .option(...ENDPOINT)
      .option(...ALL)
      .option(...REDACT)
      .option(...UTC)
      .option(...NO_PAGER)
      .option(...QUIET)
      .optionsGroup(OTHER)
      .option(...HELP),
  suspects: () =>
    blank('whyalive suspects', '[units...]')
      .optionsGroup(WHERE)
      .option('--root <dir>', 'read the unit files under this directory')
      .option(...USER)
      .option(...SYSTEM)
      .optionsGroup(HOW)
      .addOption(textOrJson())
      .option('-a, --all', 'all of them, also where they are many')
      .option(...UTC)
      .option(...NO_PAGER)
      .option(...QUIET)
      .optionsGroup(OTHER)
      .option(...HELP),
  overview: () =>
    blank('whyalive overview', '[none...]')
      .optionsGroup('Which units and starts:')
      .option('-n, --lines <count>', `show COUNT units, or all (${String(DEFAULT_LINES)} unless told)`, count)
      .option('-a, --all', 'units of every type, not services alone')
      .option('-S, --since <time>', 'count from this time on, as journalctl reads times')
      .option('-U, --until <time>', 'count up to this time')
      .option(...BOOT)
      .optionsGroup(WHERE)
      .option(...USER)
      .option(...SYSTEM)
      .option(...DIRECTORY)
      .option(...FILE)
      .option(...ROOT)
      .optionsGroup(HOW)
      .addOption(textOrJson())
      .option(...UTC)
      .option(...NO_PAGER)
      .option('-q, --quiet', 'no progress, no hints')
      .optionsGroup(OTHER)
      .option(...HELP),
  completion: () =>
    blank('whyalive completion', '[shell]')
      .optionsGroup(OTHER)
      .option(...HELP),
};

function blank(name: string, operands: string): Command {
  return new Command(name)
    .argument(operands)
    .helpOption(false)
    .allowExcessArguments()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
}

function output(text = 'one of the formats below (text unless told)'): Option {
  return new Option('-o, --output <format>', text).choices(FORMAT_NAMES).argParser(format);
}

/** What tells no story of starts has two formats; typed-telling.ts refuses the others. */
function textOrJson(): Option {
  return new Option('-o, --output <format>', 'text (unless told) or json').choices(['text', 'json']).argParser(format);
}
