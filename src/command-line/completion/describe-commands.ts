import { COMMAND_NAMES, type CommandName, COMMANDS, optionsOfCommand } from '../commands.ts';
import { flagsOf, helpOf, type Offered } from '../options.ts';
import { defined } from '../../defined.ts';

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
  readonly name: CommandName;
  readonly text: string;
  readonly operands: Offered;
  readonly options: readonly CompletedOption[];
}

/** All commands with their options. */
export function describeCommands(): readonly CompletedCommand[] {
  return COMMAND_NAMES.map((name) => ({
    name,
    text: COMMANDS[name].summary.replace(/\.$/, ''),
    operands: COMMANDS[name].offers,
    options: optionsOfCommand(name).map((option) => {
      const { value, optional, choices, offers = 'text', repeat } = option;
      const takesWord = value !== undefined && optional === undefined;
      return defined({
        flags: flagsOf(option.name),
        text: helpOf(option),
        value: takesWord ? (choices ?? offers) : undefined,
        repeats: repeat === true,
      });
    }),
  }));
}

/** The flags of all options that take a value from the next word, of whichever command. */
export function flagsWithValue(commands: readonly CompletedCommand[]): readonly string[] {
  return [...new Set(commands.flatMap(({ options }) => options.filter(({ value }) => value !== undefined).flatMap(({ flags }) => flags)))];
}
