import { FORMATS, FORMAT_NAMES } from '../../render/formats.ts';
import type { Offered } from '../options.ts';
import { flagsWithValue, type CompletedCommand, type CompletedOption } from './describe-commands.ts';

/** The completion for fish 3. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  const named = commands.filter(({ name }) => name !== 'explain');
  return `# fish completion of whyalive
# To have it: whyalive completion fish > ~/.config/fish/completions/whyalive.fish
# for all users, as root: whyalive completion fish > /etc/fish/completions/whyalive.fish

# Prints the command typed before the cursor: first when there is no operand yet, explain when a unit stands there.
function __whyalive_command
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        switch $word
            case --
                echo explain
                return
            case ${flagsWithValue(commands).join(' ')}
                set skip 1
            case '-?*'
            case ${commands.map(({ name }) => name).join(' ')}
                echo $word
                return
            case '*'
                echo explain
                return
        end
    end
    echo first
end

function __whyalive_is
    contains -- (__whyalive_command) $argv
end
${UNITS}
complete -c whyalive -f
${named.map(({ name, text }) => `complete -c whyalive -n '__whyalive_is first' -a ${name} -d ${quoted(text)}`).join('\n')}
complete -c whyalive -n '__whyalive_is first' -l version -d 'print the version'
${commands.map(ofCommand).join('\n')}
`;
}

const UNITS = String.raw`
# The units that systemctl knows; only what can be a unit's name, whatever else it may print.
function __whyalive_units
    set -l words (commandline -opc)
    set -l manager --system
    contains -- --user $words; and set manager --user
    set -l root
    if set -l at (contains -i -- --root $words)
        set root --root=$words[(math $at + 1)]
    else
        set root (string match -- '--root=*' $words)
    end
    begin
        test -z "$root"; and systemctl $manager list-units --all --full --plain --no-legend --no-pager
        systemctl $manager $root list-unit-files --full --no-legend --no-pager
    end 2>/dev/null </dev/null | string match -v -r '^\S+\s+not-found\b' | string replace -r '\s.*' '' | string match -r '^[A-Za-z0-9:_.\\\\@-]+$' | sort -u
end
`;

function ofCommand({ name, operands, options }: CompletedCommand): string {
  const when = `complete -c whyalive -n '__whyalive_is ${name === 'explain' ? 'first explain' : name}'`;
  return [`${when}${operandsOf(operands)}`, ...options.map((option) => `${when}${optionOf(option)}`)]
    .filter((line) => line !== when)
    .join('\n');
}

function operandsOf(operands: Offered): string {
  return operands === 'text' ? '' : operands === 'files' ? ' -F' : ` -a ${argumentsOf(operands)}`;
}

function optionOf({ flags, text, value }: CompletedOption): string {
  const named = flags.map((flag) => (flag.startsWith('--') ? ` -l ${flag.slice(2)}` : ` -s ${flag.slice(1)}`)).join('');
  const takes = value === undefined ? '' : value === 'files' ? ' -r -F' : value === 'text' ? ' -x' : ` -x -a ${argumentsOf(value)}`;
  return `${named}${takes} -d ${quoted(text)}`;
}

function argumentsOf(offered: Offered): string {
  switch (offered) {
    case 'units':
      return "'(__whyalive_units)'";
    case 'folders':
      return "'(__fish_complete_directories)'";
    case 'files':
    case 'text':
      return "''";
    default:
      if (offered.length !== FORMAT_NAMES.length) return quoted(offered.join(' '));
      return quoted(FORMAT_NAMES.map((name) => `${name}\\t'${FORMATS[name].tells}'`).join('\n'));
  }
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
