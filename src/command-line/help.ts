import { type CommandName, COMMANDS, type CommandSpec } from './commands.ts';
import type { Command } from 'commander';
import { FORMAT_NAMES, FORMATS, type Format } from '../render/formats.ts';

/** What stands above the options in a command's --help: what it is for, examples, usage. */
export function helpHead(command: CommandName): string {
  const { summary, examples, usage } = COMMANDS[command];
  return `${summary}\n\nExamples:${examples}\n\nUsage:${usage}\n`;
}

/** What stands below the options; empty for most. */
export function helpTail(command: CommandName): string {
  const { notes }: CommandSpec = COMMANDS[command];
  return notes === undefined ? '' : `\n${notes}`;
}

/** The columns that --help may fill. */
const WIDTH = 79;

/** The options of a command in their groups, all aligned, then the formats of -o where the command has them all. */
export function optionHelp(command: Command): string {
  const help = command.createHelp();
  help.helpWidth = WIDTH;
  const options = help.visibleOptions(command);
  const width = help.longestOptionTermLength(command, help);
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
