import type { ManagerScope } from '../systemd/systemctl-line.ts';
import { UsageError } from '../errors.ts';
import {
  beginsAtStart,
  type Check,
  countsParts,
  DEFAULT_LINES,
  fitsFormat,
  followable,
  knownBoot,
  type Offered,
  onePlace,
  type OptionName,
  OPTIONS,
  type OptionSpec,
  stopsTriggers,
  tellsNoStory,
  toldAtEnd,
  type ValuesOf,
} from './options.ts';

/** A command: its parser, its --help, its completions and the type of its requests are made of it. */
export interface CommandSpec {
  /** What it is for, the first line of --help, which the shells show too. */
  readonly summary: string;
  readonly examples: string;
  readonly usage: string;
  /** What stands below the options: notes, and exit statuses of its own. */
  readonly notes?: string;
  /** What may be an operand. */
  readonly offers: Offered;
  /** What the operands are called in the request. Throws UsageError. */
  readonly operands: (words: readonly string[]) => object;
  /** In groups, by their headings. */
  readonly options: Readonly<Record<string, readonly OptionName[]>>;
  /** Where an option is not what it is elsewhere. */
  readonly differs: { readonly [O in OptionName]?: Partial<OptionSpec> };
  readonly checks: readonly Check[];
}

const WHICH = 'Which starts:';
const WHERE = 'Where to look:';
const HOW = 'How it is told:';
const OTHER = 'Other:';

/** How a timeline is told. */
const TELLING = ['output', 'title', 'otlpEndpoint'] as const;

/** How what was found is shown, the recorded incident too. */
export const PRESENTATION = ['lines', 'fromStart', ...TELLING, 'all', 'utc', 'pager', 'quiet'] as const;

/** The shells for which there is a completion. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** One of them. */
export type Shell = (typeof SHELLS)[number];

const TEXT_OR_JSON = { choices: ['text', 'json'], help: 'text (unless told) or json' } as const;

/** All commands that can be typed, in the order in which they are listed. */
export const COMMANDS = {
  explain: {
    summary: 'Who keeps starting this unit? Every start, traced to its root.',
    examples: `
  whyalive nginx                  who started nginx.service in this boot, and
                                  how to keep it down
  whyalive -n all -b -1 nginx     all its starts in the boot before
  whyalive -S '1 hour ago' -a db  with every claim and all evidence
  whyalive watch nginx            tell of each start as it happens
  whyalive catch --stop nginx     stop it now, and see who brings it back
  whyalive suspects nginx         all that could start it, armed or not
  whyalive overview               which units start again and again
  whyalive watch -w today.jsonl --for 8h nginx    keep what was seen
  whyalive report today.jsonl                     and look at it again
  whyalive report -o markdown --title 'Outage' today.jsonl
                                  a section for the postmortem
  whyalive report -o html today.jsonl > story.html
                                  the same as a picture
  whyalive                        a recorded incident, to see what this is like`,
    usage: `
  whyalive [OPTION…] UNIT…
  whyalive watch [OPTION…] UNIT…        (whyalive watch --help)
  whyalive record [OPTION…] [UNIT…]     (whyalive record --help)
  whyalive catch [OPTION…] UNIT         (whyalive catch --help)
  whyalive suspects [OPTION…] UNIT…     (whyalive suspects --help)
  whyalive report [OPTION…] FILE…       (whyalive report --help)
  whyalive overview [OPTION…]           (whyalive overview --help)
  whyalive completion SHELL             (whyalive completion --help)
  whyalive --version

A bare name means .service. For a unit called watch, write watch.service.`,
    notes: `Exit status: 0 answered, 1 a failure while running, 2 usage, 3 --strict and a
start is unexplained, 4 no such unit.
`,
    offers: 'units',
    operands: (units: readonly string[]) => ({ units }),
    options: {
      [WHICH]: ['lines', 'since', 'until', 'boot', 'fromStart', 'follow'],
      [WHERE]: ['user', 'system', 'directory', 'files', 'root', 'recordings'],
      [HOW]: [...TELLING, 'all', 'utc', 'pager', 'quiet'],
      [OTHER]: ['writeTo', 'strict', 'help'],
    },
    differs: {},
    checks: [onePlace, knownBoot, fitsFormat, followable],
  },
  watch: {
    summary: 'Tells of each start, stop and failure as it happens, and who did it.',
    examples: `
  whyalive watch nginx                 until Ctrl-C, then a summary
  whyalive watch --for 10min nginx db  two units, for ten minutes
  whyalive watch -o json nginx         one JSON object per line
  whyalive watch -o cat nginx          one sentence per start, for chat
  whyalive watch -o html --for 1h nginx > story.html
                                       a page with a picture, at the end`,
    usage: `
  whyalive watch [OPTION…] UNIT…`,
    notes: `Text, cat and json tell each start as it happens; the other formats tell the
whole story at the end.
`,
    offers: 'units',
    operands: (units: readonly string[]) => ({
      units: someOf(units, 'watch needs a unit to watch; name one, as in: whyalive watch widget-daemon'),
    }),
    options: {
      [WHICH]: ['forUsec', 'fromStart'],
      [WHERE]: ['user', 'system', 'traceExec'],
      [HOW]: [...TELLING, 'utc', 'quiet'],
      [OTHER]: ['writeTo', 'help'],
    },
    differs: {
      quiet: { help: 'no hints, only what happened' },
    },
    checks: [fitsFormat, beginsAtStart],
  },
  record: {
    summary: 'Writes what happens to a file, for whyalive report.',
    examples: `
  whyalive record nginx                   until Ctrl-C, into a file named after
                                          the unit and the time
  whyalive record -w night.jsonl.gz --for 8h     every unit of this manager
  whyalive record --max-size 100M --max-files 20 -w box.jsonl
                                          a black box that keeps 2 GB
  whyalive record -o markdown --for 1h nginx     and tell of it at the end`,
    usage: `
  whyalive record [OPTION…] [UNIT…]`,
    offers: 'units',
    operands: (units: readonly string[]) => ({ units }),
    options: {
      'What is recorded:': ['lines', 'since', 'forUsec', 'redact'],
      'Where to:': ['writeTo', 'maxSize', 'maxFiles'],
      [WHERE]: ['user', 'system', 'traceExec'],
      'How it is told at the end, if -o or --otlp-endpoint asks for it:': ['output', 'title', 'fromStart', 'otlpEndpoint', 'all', 'utc'],
      [OTHER]: ['quiet', 'help'],
    },
    differs: {
      lines: { help: `begin with the last COUNT starts of each unit that is named (${String(DEFAULT_LINES)} unless told)` },
      since: { help: 'begin with all that happened from this time on' },
      writeTo: { help: 'whyalive-UNIT-TIME.jsonl unless told; .gz compresses' },
      output: { help: 'one of the formats below', default: undefined },
      quiet: { help: 'no progress, no hints' },
    },
    checks: [countsParts, toldAtEnd],
  },
  catch: {
    summary: 'Waits for the next start of a unit, says who did it, and ends.',
    examples: `
  whyalive catch nginx                      who brings it back?
  whyalive catch --stop --timeout 10min nginx     stop it now, then wait
  whyalive catch -o json nginx              one JSON document, for scripts
  whyalive catch -o cat nginx               one sentence, for chat`,
    usage: `
  whyalive catch [OPTION…] UNIT`,
    notes: `Exit status: 0 it started, 1 a failure while running, 2 usage, 3 no start came
until --timeout or Ctrl-C, 4 no such unit.
`,
    offers: 'units',
    operands: ([unit, ...more]: readonly string[]) => {
      if (unit === undefined || more.length > 0)
        throw new UsageError('catch waits for one unit; name it, as in: whyalive catch widget-daemon --timeout 10min');
      return { unit };
    },
    options: {
      'Which start:': ['timeoutUsec', 'stop', 'withTriggers'],
      [WHERE]: ['user', 'system', 'traceExec'],
      [HOW]: [...TELLING, 'all', 'utc', 'quiet'],
      [OTHER]: ['writeTo', 'help'],
    },
    differs: {},
    checks: [stopsTriggers, fitsFormat],
  },
  report: {
    summary: 'Shows a recording that -w wrote, on any machine.',
    examples: `
  whyalive report today.jsonl
  whyalive report web1.jsonl web2.jsonl           several, merged
  whyalive report -o markdown --title 'Outage' today.jsonl
                                                  a section for a postmortem
  whyalive report -o html today.jsonl > story.html
                                                  a page with a picture
  whyalive report -o cat --from-start 3 today.jsonl
                                                  a sentence each, for chat
  whyalive report -o timesketch today.jsonl > today.timesketch.jsonl
  whyalive report --otlp-endpoint http://localhost:4318 today.jsonl
                                                  to Tempo, Jaeger, Elastic …`,
    usage: `
  whyalive report [OPTION…] FILE…`,
    offers: 'files',
    operands: (files: readonly string[]) => ({
      files: someOf(files, 'report needs a recording to read; name its file, as in: whyalive report session.jsonl'),
    }),
    options: {
      [WHICH]: ['units', 'lines', 'since', 'until', 'fromStart'],
      [HOW]: [...TELLING, 'all', 'redact', 'utc', 'pager', 'quiet'],
      [OTHER]: ['help'],
    },
    differs: {
      since: { help: 'only starts from this time on' },
    },
    checks: [fitsFormat],
  },
  suspects: {
    summary: 'Lists all that could start a unit, armed or not, and where it is declared.',
    examples: `
  whyalive suspects nginx             timers, sockets, units that want it, what
                                      starts these, bus names, cron tables …
  whyalive suspects --root /mnt nginx     of another system's files
  whyalive suspects -o json nginx`,
    usage: `
  whyalive suspects [OPTION…] UNIT…`,
    notes: `Exit status: 0 answered, 1 a failure while running, 2 usage, 4 no such unit.
`,
    offers: 'units',
    operands: (units: readonly string[]) => ({
      units: someOf(units, 'suspects needs a unit to look at; name one, as in: whyalive suspects widget-daemon'),
    }),
    options: {
      [WHERE]: ['root', 'user', 'system'],
      [HOW]: ['output', 'all', 'utc', 'pager', 'quiet'],
      [OTHER]: ['help'],
    },
    differs: {
      root: { help: 'read the unit files under this directory' },
      output: TEXT_OR_JSON,
      all: { help: 'all of them, also where they are many' },
    },
    checks: [tellsNoStory],
  },
  overview: {
    summary: 'Which units of this host start again and again? Loops first.',
    examples: `
  whyalive overview                     the services of this boot that started
                                        most, and what started each last
  whyalive overview -S '1 hour ago' -n 30
  whyalive overview -b -1 -a            units of every type, the boot before
  whyalive overview -o json             one JSON document, for scripts`,
    usage: `
  whyalive overview [OPTION…]`,
    offers: 'text',
    operands: ([unit]: readonly string[]) => {
      if (unit !== undefined)
        throw new UsageError(`overview tells of every unit and takes no name; for one unit leave the word overview out: whyalive ${unit}`);
      return {};
    },
    options: {
      'Which units and starts:': ['lines', 'all', 'since', 'until', 'boot'],
      [WHERE]: ['user', 'system', 'directory', 'files', 'root'],
      [HOW]: ['output', 'utc', 'pager', 'quiet'],
      [OTHER]: ['help'],
    },
    differs: {
      lines: { help: `show COUNT units, or all (${String(DEFAULT_LINES)} unless told)` },
      all: { help: 'units of every type, not services alone' },
      since: { help: 'count from this time on, as journalctl reads times' },
      until: { help: 'count up to this time' },
      output: TEXT_OR_JSON,
      quiet: { help: 'no progress, no hints' },
    },
    checks: [onePlace, knownBoot, tellsNoStory],
  },
  completion: {
    summary: 'Prints what makes a shell complete commands, options and unit names.',
    examples: `
  whyalive completion bash > /etc/bash_completion.d/whyalive
  whyalive completion zsh > ~/.zfunc/_whyalive
  whyalive completion fish > ~/.config/fish/completions/whyalive.fish`,
    usage: `
  whyalive completion bash|zsh|fish`,
    notes: `Where the shells look, for you and for all users (as root):
  bash  ~/.local/share/bash-completion/completions/whyalive
        /etc/bash_completion.d/whyalive
  zsh   _whyalive in a folder of $fpath, such as ~/.zfunc
        /usr/local/share/zsh/site-functions/_whyalive
  fish  ~/.config/fish/completions/whyalive.fish
        /etc/fish/completions/whyalive.fish

bash looks there with the package bash-completion; without it, have this in
~/.bashrc:
  source <(whyalive completion bash)

For ~/.zfunc, have this in ~/.zshrc, before compinit:
  fpath=(~/.zfunc $fpath)
`,
    offers: SHELLS,
    operands: ([typed, ...more]: readonly string[]) => {
      const shell = SHELLS.find((name) => name === typed);
      if (shell !== undefined && more.length === 0) return { shell };
      const what = typed === undefined ? 'needs the name of a shell' : more.length > 0 ? 'takes one shell' : `knows no shell '${typed}'`;
      throw new UsageError(`completion ${what}; give bash, zsh or fish, as in: whyalive completion bash`);
    },
    options: {
      [OTHER]: ['help'],
    },
    differs: {},
    checks: [],
  },
} as const satisfies Readonly<Record<string, CommandSpec>>;

export type CommandName = keyof typeof COMMANDS;

export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[];

/** The options of a command as they are there, with the heading of their group. */
export function optionsOfCommand(command: CommandName): readonly (OptionSpec & { readonly name: OptionName; readonly group: string })[] {
  const { options, differs }: CommandSpec = COMMANDS[command];
  return Object.entries(options).flatMap(([group, names]) => names.map((name) => ({ ...OPTIONS[name], ...differs[name], name, group })));
}

type Spec = typeof COMMANDS;
type Options = typeof OPTIONS;
type Plain<T> = { [K in keyof T]: T[K] };
type OptionsOf<C extends CommandName> = Extract<Spec[C]['options'][keyof Spec[C]['options']], readonly OptionName[]>[number];
type As<O extends OptionName, D> = O extends keyof D ? Omit<Options[O], keyof D[O]> & D[O] : Options[O];
/** --user and --system say which manager; --help makes no request. */
type Asked<O> = Exclude<O, 'user' | 'system' | 'help'>;
type Scoped<O> = 'user' extends O ? { readonly scope: ManagerScope } : unknown;

/** What a command is asked for: its operands and the values of its options. */
type RequestOf<C extends CommandName> = Plain<
  { readonly command: C } & Readonly<ReturnType<Spec[C]['operands']>> &
    ValuesOf<{ [O in Asked<OptionsOf<C>>]: As<O, Spec[C]['differs']> }> &
    Scoped<OptionsOf<C>>
>;

export type ExplainRequest = RequestOf<'explain'>;
export type WatchRequest = RequestOf<'watch'>;
export type RecordRequest = RequestOf<'record'>;
export type CatchRequest = RequestOf<'catch'>;
export type ReportRequest = RequestOf<'report'>;
export type SuspectsRequest = RequestOf<'suspects'>;
export type OverviewRequest = RequestOf<'overview'>;
export type CompletionRequest = RequestOf<'completion'>;

export type Presentation = Plain<ValuesOf<Pick<Options, (typeof PRESENTATION)[number]>>>;
export type Telling = Pick<Presentation, (typeof TELLING)[number] | 'fromStart'>;

/** `whyalive` alone: the recording that ships with the program. */
export type DemoRequest = Plain<{ readonly command: 'demo' } & Presentation>;

export type Request = { [C in CommandName]: RequestOf<C> }[CommandName] | DemoRequest;

function someOf(operands: readonly string[], otherwise: string): readonly string[] {
  if (operands.length === 0) throw new UsageError(otherwise);
  return operands;
}
