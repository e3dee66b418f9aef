import { CommanderError } from 'commander';
import { UsageError } from '../errors.ts';
import { COMMANDS } from './commands.ts';
import { settleBoot, splitCommand, type TypedCommand } from './first-operand.ts';
import { helpHead, helpTail } from './help.ts';
import { optionHelp } from './option-help.ts';
import type { Request } from './request.ts';
import { REQUESTS, type Typed } from './typed.ts';

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
