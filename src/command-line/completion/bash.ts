import type { Offered } from '../options.ts';
import { flagsWithValue, type CompletedCommand } from './describe-commands.ts';

/** The completion for bash 4.4 and newer; the package bash-completion is not needed for it. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  return `# bash completion of whyalive; shellcheck shell=bash
# To have it in every shell of yours:
#   mkdir -p ~/.local/share/bash-completion/completions
#   whyalive completion bash > ~/.local/share/bash-completion/completions/whyalive
# for all users, as root: whyalive completion bash > /etc/bash_completion.d/whyalive
# Without the package bash-completion, in ~/.bashrc: source <(whyalive completion bash)

# Sets \`options\` to those of a command.
__whyalive_options() {
  case $1 in
${commands.map(({ name, options }) => `    ${name}) options='${options.flatMap(({ flags }) => flags).join(' ')}' ;;`).join('\n')}
  esac
}

# Sets \`offered\` to what may be the value of an option of a command: units, files, folders, text, or =WORDS.
__whyalive_value() {
  offered=
  case $1:$2 in
${valueCases(commands)}
  esac
}

# Sets \`offered\` to what may be an operand of a command.
__whyalive_operand() {
  case $1 in
${commands.map(({ name, operands }) => `    ${name}) offered='${written(operands)}' ;;`).join('\n')}
  esac
}

# Sets \`command\` when the word is the name of one.
__whyalive_is_command() {
  case $1 in
    ${commands.map(({ name }) => name).join('|')}) command=$1 ;;
    *) return 1 ;;
  esac
}

# Whether an option takes the next word.
__whyalive_takes_value() {
  case $1 in
    ${flagsWithValue(commands).join('|')}) return 0 ;;
  esac
  return 1
}
${BODY.replace('@COMMANDS@', () =>
  commands
    .filter(({ name }) => name !== 'explain')
    .map(({ name }) => name)
    .join(' '),
)}`;
}

function valueCases(commands: readonly CompletedCommand[]): string {
  const patterns = new Map<string, string[]>();
  for (const { name, options } of commands)
    for (const { flags, value } of options)
      if (value !== undefined)
        patterns.set(written(value), [...(patterns.get(written(value)) ?? []), ...flags.map((flag) => `${name}:${flag}`)]);
  return [...patterns].map(([value, cases]) => `    ${cases.join('|')})\n      offered='${value}' ;;`).join('\n');
}

function written(offered: Offered): string {
  return typeof offered === 'string' ? offered : `=${offered.join(' ')}`;
}

const BODY = String.raw`
# Splits the line up to the cursor as the shell does: whole words into "words", the one at the cursor into "word", both without
# their quotes; the quote still open into "quote"; and into "kept" how many characters of the word readline will not replace.
__whyalive_split() {
  local line=$1 character breaks=$COMP_WORDBREAKS escaped='' started='' target=''
  local -i at
  words=() word='' quote='' kept=0 redirected=''
  for ((at = 0; at < ${'${#line}'}; at++)); do
    character=${'${line:at:1}'}
    if [[ $escaped ]]; then
      # Between double quotes a backslash is one, except before these.
      if [[ $quote && $character != [\\\"\$$'\x60'] ]]; then word+=\\; fi
      word+=$character escaped='' started=1
    elif [[ $character == \\ && $quote != "'" ]]; then
      escaped=1
    elif [[ $quote ]]; then
      if [[ $character == "$quote" ]]; then quote=''; else word+=$character; fi
    elif [[ $character == [\'\"] ]]; then
      quote=$character kept=${'${#word}'} started=1
    elif [[ $character == [[:space:]] ]]; then
      if [[ $started && ! $target ]]; then words+=("$word"); fi
      if [[ $started ]]; then target=''; fi
      word='' kept=0 started=''
    elif [[ $character == [\<\>] ]]; then
      # The file behind it is no word of the program.
      word='' kept=0 started='' target=1
    else
      # readline leaves what breaks words where it is, but for "@", which it hands over with what follows (rl_special_prefixes).
      if [[ $breaks == *"$character"* && $character == @ ]]; then kept=${'${#word}'}; fi
      word+=$character started=1
      if [[ $breaks == *"$character"* && $character != @ ]]; then kept=${'${#word}'}; fi
    fi
  done
  if [[ $target ]]; then redirected=1; fi
}

# Prints the names of the units that systemctl knows; only what can be a unit's name, whatever else it may print.
__whyalive_units() {
  local name state
  {
    if [[ ! $root ]]; then systemctl "--$manager" list-units --all --full --plain --no-legend --no-pager; fi
    systemctl "--$manager" ${'${root:+"--root=$root"}'} list-unit-files --full --no-legend --no-pager
  } 2>/dev/null </dev/null | while read -r name state _; do
    if [[ $state != not-found && $name =~ ^[A-Za-z0-9:_.\\@-]+$ ]]; then printf '%s\n' "$name"; fi
  done
}

# Offers those lines of standard input that begin with the word, quoted as the word is.
__whyalive_offer() {
  local candidate
  local -A seen=()
  while IFS= read -r candidate; do
    if [[ ! $candidate || $candidate != "$word"* || ${'${seen["x$candidate"]-}'} ]]; then continue; fi
    seen["x$candidate"]=1
    candidate=${'${candidate:kept}'}
    case $quote in
      '') printf -v candidate %q "$candidate" ;;
      '"') candidate=${'${candidate//\\\\/\\\\\\\\}'} ;;
    esac
    COMPREPLY+=("$candidate")
  done
}

_whyalive() {
  local command=explain offered='' options='' manager=system root='' first=1 ended='' before=''
  local word quote redirected each prefix=''
  local -a words
  local -i kept
  COMPREPLY=()
  __whyalive_split "${'${COMP_LINE:0:COMP_POINT}'}"
  if [[ $redirected ]]; then
    compopt -o default
    return
  fi
  # What stands before the cursor: which command, which manager, and whether an option waits for its value.
  for each in "${'${words[@]:1}'}"; do
    if [[ $before ]]; then
      if [[ $before == --root ]]; then root=$each; fi
      before=''
    elif [[ $ended || $each != -?* ]]; then
      if [[ ! $first || $ended ]] || ! __whyalive_is_command "$each"; then :; fi
      first=''
    elif [[ $each == -- ]]; then
      ended=1
    elif [[ $each == --user ]]; then
      manager=user
    elif [[ $each == --root=* ]]; then
      root=${'${each#--root=}'}
    elif __whyalive_takes_value "$each"; then
      before=$each
    fi
  done
  if [[ $before ]]; then
    __whyalive_value "$command" "$before"
  elif [[ ! $ended && $word == --*=* ]]; then
    __whyalive_value "$command" "${'${word%%=*}'}"
    prefix=${'${word%%=*}'}=
  elif [[ ! $ended && $word == -* ]]; then
    __whyalive_options "$command"
    offered="=$options"
  else
    __whyalive_operand "$command"
  fi
  case $offered in
    units)
      __whyalive_offer < <(
        if [[ $command == explain && $first && ! $ended && ! $before && ! $prefix ]]; then printf '%s\n' @COMMANDS@; fi
        while IFS= read -r each; do printf '%s\n' "$prefix$each"; done < <(__whyalive_units)
      ) ;;
    files) compopt -o default ;;
    folders) compopt -o dirnames ;;
    =*) __whyalive_offer < <(for each in ${'${offered#=}'}; do printf '%s\n' "$prefix$each"; done) ;;
  esac
}

complete -F _whyalive whyalive
`;
