import { FORMATS, FORMAT_NAMES } from '../../render/formats.ts';
import type { Offered } from '../options.ts';
import { flagsWithValue, type CompletedCommand, type CompletedOption } from './describe-commands.ts';

/** The completion for zsh 5. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  const named = commands.filter(({ name }) => name !== 'explain');
  return `#compdef whyalive
# zsh completion of whyalive
# To have it: mkdir -p ~/.zfunc && whyalive completion zsh > ~/.zfunc/_whyalive
# and, in ~/.zshrc before compinit: fpath=(~/.zfunc $fpath)
# for all users, as root: whyalive completion zsh > /usr/local/share/zsh/site-functions/_whyalive
# or, in ~/.zshrc behind compinit: source <(whyalive completion zsh)

_whyalive_commands() {
  local -a names=(
${named.map(({ name, text }) => `    ${quoted(`${name}:${text}`)}`).join('\n')}
  )
  _describe -t commands command names
}

_whyalive_formats() {
  local -a names=(
${FORMAT_NAMES.map((name) => `    ${quoted(`${name}:${FORMATS[name].tells}`)}`).join('\n')}
  )
  _describe -t formats format names
}
${UNITS}
# The options of each command and what they take.
_whyalive_arguments() {
  case $1 in
${commands.map(argumentsOf).join('\n')}
  esac
}

_whyalive() {
  local whyalive_command=explain
  integer index=2
  # The name of the command, which may stand behind options, is taken out; what is left is its options and operands.
  while (( index < CURRENT )); do
    case $words[index] in
      --) _whyalive_arguments explain; return ;;
      ${flagsWithValue(commands).join('|')}) (( index++ )) ;;
      -?*) ;;
      ${commands.map(({ name }) => name).join('|')})
        whyalive_command=$words[index]
        words[index]=()
        (( CURRENT-- ))
        _whyalive_arguments $whyalive_command
        return ;;
      *) break ;;
    esac
    (( index++ ))
  done
  _whyalive_arguments first
}

if [[ $funcstack[1] == _whyalive ]]; then
  _whyalive "$@"
else
  compdef _whyalive whyalive
fi
`;
}

const UNITS = String.raw`
# The units that systemctl knows; only what can be a unit's name, whatever else it may print.
_whyalive_units() {
  local manager=--system line root
  local -a found names
  if (( $words[(I)--user] )); then manager=--user; fi
  root=${'${(Q)${(M)words:#--root=*}[1]#--root=}'}
  if (( $words[(I)--root] )); then root=${'${(Q)words[$words[(I)--root]+1]}'}; fi
  if [[ -z $root ]]; then
    found=(${'${(f)"$(systemctl $manager list-units --all --full --plain --no-legend --no-pager 2>/dev/null </dev/null)"}'})
  fi
  found+=(${'${(f)"$(systemctl $manager ${root:+--root=$root} list-unit-files --full --no-legend --no-pager 2>/dev/null </dev/null)"}'})
  for line in ${'${found:#[^[:space:]]##[[:space:]]##not-found*}'}; do
    line=${'${line%%[[:space:]]*}'}
    if [[ $line =~ '^[A-Za-z0-9:_.\@-]+$' ]]; then names+=($line); fi
  done
  local expl
  _wanted units expl unit compadd -a names
}

_whyalive_first() {
  _alternative 'commands:command:_whyalive_commands' 'units:unit:_whyalive_units'
}
`;

function argumentsOf(command: CompletedCommand): string {
  const specs = command.options.flatMap(specsOf);
  if (command.name !== 'explain') return branch(command.name, [...specs, ...operandSpecs(command.operands)]);
  const units = "'*:unit:_whyalive_units'";
  return `${branch('first', [...specs, "'1: :_whyalive_first'", units])}\n${branch('explain', [...specs, units])}`;
}

function branch(name: string, specs: readonly string[]): string {
  return `    ${name})\n      _arguments -s -S : \\\n${specs.map((spec) => `        ${spec}`).join(' \\\n')} ;;`;
}

function operandSpecs(operands: Offered): readonly string[] {
  if (operands === 'text') return [];
  return [typeof operands === 'string' ? `'*:${operands}:${actionOf(operands)}'` : `'1:operand:${actionOf(operands)}'`];
}

/** Each flag by itself, and none of the others once one was given. */
function specsOf({ flags, text, value, repeats }: CompletedOption): readonly string[] {
  const before = repeats ? '*' : `(${flags.join(' ')})`;
  const said = text.replace(/[\\[\]:]/g, '\\$&');
  return flags.map((flag) => {
    const joined = value === undefined ? '' : flag.startsWith('--') ? '=' : '+';
    return quoted(`${before}${flag}${joined}[${said}]${value === undefined ? '' : `:${flag.replace(/^-+/, '')}:${actionOf(value)}`}`);
  });
}

function actionOf(offered: Offered): string {
  switch (offered) {
    case 'units':
      return '_whyalive_units';
    case 'files':
      return '_files';
    case 'folders':
      return '_files -/';
    case 'text':
      return ' ';
    default:
      return offered.length === FORMAT_NAMES.length ? '_whyalive_formats' : `(${offered.join(' ')})`;
  }
}

function quoted(text: string): string {
  return `'${text.replace(/'/g, String.raw`'\''`)}'`;
}
