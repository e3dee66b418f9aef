import type { Command } from 'commander';
import { COMMANDS } from '../commands.ts';
import { TYPED, type TypedCommand } from '../parse.ts';
import { helpHead } from '../help.ts';
import { SHELLS } from './shells.ts';
import { defined } from '../../defined.ts';

/** What may stand for a value or an operand; `text` is anything, and nothing is offered for it. */
export type Offered = 'units' | 'files' | 'folders' | 'text' | readonly string[];

/** An option as the shells need it. */
export interface CompletedOption {
  /** As typed, the short one first: `-o`, `--output`. */
  readonly flags: readonly string[];
  readonly text: string;
  /** What its value is; none for an option without one, or whose value may be left out. */
  readonly value?: Offered;
  readonly repeats: boolean;
}

/** A command as the shells need it. */
export interface CompletedCommand {
  readonly name: TypedCommand;
  readonly text: string;
  readonly operands: Offered;
  readonly options: readonly CompletedOption[];
}

/** What a placeholder of an option or an operand stands for, as `<file>` in `--write <file>`. */
const OFFERED: Readonly<Record<string, Offered>> = {
  units: 'units',
  unit: 'units',
  files: 'files',
  file: 'files',
  glob: 'files',
  dir: 'folders',
  shell: SHELLS,
};

/** All commands with their options, out of the one table of commands. */
export function describeCommands(): readonly CompletedCommand[] {
  return TYPED.map((name) => describe(name, COMMANDS[name]()));
}

function describe(name: TypedCommand, command: Command): CompletedCommand {
  const [operand] = command.registeredArguments;
  return {
    name,
    text: (helpHead(name).split('\n')[0] ?? '').replace(/\.$/, ''),
    operands: OFFERED[operand?.name() ?? ''] ?? 'text',
    options: command.options.map((option) =>
      defined({
        flags: [option.short, option.long].filter((flag) => flag !== undefined),
        text: option.description,
        value: option.required ? (option.argChoices ?? OFFERED[placeholderOf(option.flags)] ?? ('text' as const)) : undefined,
        repeats: option.description.endsWith('may be given again'),
      }),
    ),
  };
}

function placeholderOf(flags: string): string {
  return /<(.+)>/.exec(flags)?.[1] ?? '';
}

/** The flags of all options that take a value from the next word, of whichever command. */
export function flagsWithValue(commands: readonly CompletedCommand[]): readonly string[] {
  return [...new Set(commands.flatMap(({ options }) => options.filter(({ value }) => value !== undefined).flatMap(({ flags }) => flags)))];
}
