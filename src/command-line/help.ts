import type { TypedCommand } from './parse.ts';
import type { Command } from 'commander';
import { FORMAT_NAMES, FORMATS, type Format } from '../render/formats.ts';

/** What stands above the options in a command's --help: what it is for, examples, usage. */
export function helpHead(command: TypedCommand): string {
  return HEADS[command];
}

/** What stands below the options: notes, and exit statuses of its own; empty for most. */
export function helpTail(command: TypedCommand): string {
  const tail = TAILS[command];
  return tail === undefined ? '' : `\n${tail}`;
}

const HEADS: Readonly<Record<TypedCommand, string>> = {
  explain: `Who keeps starting this unit? Every start, traced to its root.

Examples:
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
  whyalive                        a recorded incident, to see what this is like

Usage:
  whyalive [OPTION…] UNIT…
  whyalive watch [OPTION…] UNIT…        (whyalive watch --help)
  whyalive record [OPTION…] [UNIT…]     (whyalive record --help)
  whyalive catch [OPTION…] UNIT         (whyalive catch --help)
  whyalive suspects [OPTION…] UNIT…     (whyalive suspects --help)
  whyalive report [OPTION…] FILE…       (whyalive report --help)
  whyalive overview [OPTION…]           (whyalive overview --help)
  whyalive completion SHELL             (whyalive completion --help)
  whyalive --version

A bare name means .service. For a unit called watch, write watch.service.
`,
  watch: `Tells of each start, stop and failure as it happens, and who did it.

Examples:
  whyalive watch nginx                 until Ctrl-C, then a summary
  whyalive watch --for 10min nginx db  two units, for ten minutes
  whyalive watch -o json nginx         one JSON object per line
  whyalive watch -o cat nginx          one sentence per start, for chat
  whyalive watch -o html --for 1h nginx > story.html
                                       a page with a picture, at the end

Usage:
  whyalive watch [OPTION…] UNIT…
`,
  record: `Writes what happens to a file, for whyalive report.

Examples:
  whyalive record nginx                   until Ctrl-C, into a file named after
                                          the unit and the time
  whyalive record -w night.jsonl.gz --for 8h     every unit of this manager
  whyalive record --max-size 100M --max-files 20 -w box.jsonl
                                          a black box that keeps 2 GB
  whyalive record -o markdown --for 1h nginx     and tell of it at the end

Usage:
  whyalive record [OPTION…] [UNIT…]
`,
  catch: `Waits for the next start of a unit, says who did it, and ends.

Examples:
  whyalive catch nginx                      who brings it back?
  whyalive catch --stop --timeout 10min nginx     stop it now, then wait
  whyalive catch -o json nginx              one JSON document, for scripts
  whyalive catch -o cat nginx               one sentence, for chat

Usage:
  whyalive catch [OPTION…] UNIT
`,
  suspects: `Lists all that could start a unit, armed or not, and where it is declared.

Examples:
  whyalive suspects nginx             timers, sockets, units that want it, what
                                      starts these, bus names, cron tables …
  whyalive suspects --root /mnt nginx     of another system's files
  whyalive suspects -o json nginx

Usage:
  whyalive suspects [OPTION…] UNIT…
`,
  report: `Shows a recording that -w wrote, on any machine.

Examples:
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
                                                  to Tempo, Jaeger, Elastic …

Usage:
  whyalive report [OPTION…] FILE…
`,
  overview: `Which units of this host start again and again? Loops first.

Examples:
  whyalive overview                     the services of this boot that started
                                        most, and what started each last
  whyalive overview -S '1 hour ago' -n 30
  whyalive overview -b -1 -a            units of every type, the boot before
  whyalive overview -o json             one JSON document, for scripts

Usage:
  whyalive overview [OPTION…]
`,
  completion: `Prints what makes a shell complete commands, options and unit names.

Examples:
  whyalive completion bash > /etc/bash_completion.d/whyalive
  whyalive completion zsh > ~/.zfunc/_whyalive
  whyalive completion fish > ~/.config/fish/completions/whyalive.fish

Usage:
  whyalive completion bash|zsh|fish
`,
};

const TAILS: Readonly<Partial<Record<TypedCommand, string>>> = {
  explain: `Exit status: 0 answered, 1 a failure while running, 2 usage, 3 --strict and a
start is unexplained, 4 no such unit.
`,
  watch: `Text, cat and json tell each start as it happens; the other formats tell the
whole story at the end.
`,
  catch: `Exit status: 0 it started, 1 a failure while running, 2 usage, 3 no start came
until --timeout or Ctrl-C, 4 no such unit.
`,
  suspects: `Exit status: 0 answered, 1 a failure while running, 2 usage, 4 no such unit.
`,
  completion: `Where the shells look, for you and for all users (as root):
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
};

/** The columns that --help may fill. */
const WIDTH = 79;

/** The options of a command in their groups, all aligned, then the formats of -o where the command has them all. */
export function optionHelp(command: Command): string {
  const help = command.createHelp();
  help.helpWidth = WIDTH;
  const options = help.visibleOptions(command);
  const width = Math.max(...options.map((option) => help.optionTerm(option).length));
  const groups = [...help.groupItems([...command.options], options, (option) => option.helpGroupHeading ?? '')];
  const told = groups.map(([heading, items]) =>
    section(
      heading,
      items.map((option) => help.formatItem(help.optionTerm(option), width, option.description, help)),
    ),
  );
  const formats = options.some(({ argChoices }) => argChoices?.length === FORMAT_NAMES.length) ? [formatHelp()] : [];
  return [...told, ...formats].join('\n');
}

function formatHelp(): string {
  const width = Math.max(...FORMAT_NAMES.map((name) => name.length));
  const rows = FORMAT_NAMES.map((name) => {
    const { tells }: Format = FORMATS[name];
    return `  ${name.padEnd(width)}  ${tells}`;
  });
  return section('Formats:', rows);
}

function section(heading: string, lines: readonly string[]): string {
  return `${heading}\n${lines.join('\n')}\n`;
}
