import { commandRedactor, type CommandRedactor } from './command.ts';
import { redactText, strictly, type Reading } from './text.ts';
import { isSetting } from './vocabulary.ts';

const COMMANDS = /^Exec(?:[A-Z]\w*)?$/;
/** What they hold is data of the unit, in which no number and no name is systemd's. */
const VALUES =
  /^(?:Environment|PassEnvironment|SetCredential\w*|LoadCredential\w*|ImportCredential|StandardInputText|StandardInputData|LogExtraFields|Documentation|Description|X-.*)$/;
const USERS = /^(?:User|Group|SupplementaryGroups|SocketUser|SocketGroup|ConditionUser|ConditionGroup|AssertUser|AssertGroup)$/;
const SETTING = /^(\s*)([^\s=[\]#;]+)(\s*)=(.*)$/s;

/** A unit file line by line, so that its settings stay where they stand: values of commands and of the environment become marks, comments go. */
export function redactUnitFile(text: string, given: Reading, busName: (name: string) => string): string {
  const owned: Reading = { ...given, isOwn: true, hasNames: true };
  const strict = strictly(given);
  let setting = '';
  let command: CommandRedactor | undefined;
  let continues = false;
  const value = (written: string): string => {
    if (COMMANDS.test(setting)) return (command ??= commandRedactor(strict)).script(written);
    if (USERS.test(setting)) return written.replace(/[^\s\\|!]+/g, (name) => given.marks.user(name));
    if (/^(?:Condition|Assert)Host$/.test(setting)) return written.replace(/[^\s\\|!]+/g, (name) => given.marks.host(name));
    if (setting === 'BusName') return written.replace(/\S+/g, busName);
    if (setting === 'OnCalendar') return redactCalendar(written, owned);
    return redactText(written, isSetting(setting) && !VALUES.test(setting) ? owned : strict);
  };
  const line = (written: string): string => {
    if (/^\s*[#;]/.test(written)) return written.replace(/[^\s#;].*$/s, '…');
    const isRest = continues;
    continues = written.endsWith('\\');
    if (isRest) return value(written);
    const found = SETTING.exec(written);
    if (found === null) return redactText(written, strict);
    const [, indent = '', name = '', blank = '', rest = ''] = found;
    setting = name;
    command = undefined;
    const [, prefix = '', body = ''] = COMMANDS.test(name) ? (/^(\s*[@:+!|-]*)(.*)$/s.exec(rest) ?? []) : ['', '', rest];
    return `${indent}${isSetting(name) ? name : given.marks.value(name)}${blank}=${prefix}${value(body)}`;
  };
  return text
    .split(/(\r\n|\n|\r)/)
    .map((part, index) => (index % 2 === 0 ? line(part) : part))
    .join('');
}

/** Times as systemd.time(7) has them, of which some repeat. */
export function redactCalendar(text: string, reading: Reading): string {
  return text.replace(/\S+/g, (word) => calendarWord(word, reading));
}

/** A part of a time as systemd.time(7) writes them, or the name of a zone. */
function calendarWord(word: string, reading: Reading): string {
  if (/^[\d*:.,/~-]{1,64}$/.test(word) || isZone(word)) return word;
  return redactText(word, reading);
}

function isZone(word: string): boolean {
  return /^[A-Za-z_]+(?:\/[A-Za-z_+-]+\d*){1,2}$/.test(word) && word.length < 40 && Intl.supportedValuesOf('timeZone').includes(word);
}

/** A line of a cron table, a script, a rule of udev or a file of D-Bus. */
export function redactMention(text: string, given: Reading, busName: (name: string) => string): string {
  const name = SETTING.exec(text)?.[2];
  if (name !== undefined && isSetting(name)) return redactUnitFile(text, given, busName);
  if (/[=!]=?"/.test(text)) return redactText(text, strictly(given));
  const [when = ''] = /^\s*(?:(?:[\d*,/-]{1,20}\s+){5}|@[a-z]{5,8}\s+)/.exec(text) ?? [];
  return when + commandRedactor(given, false).script(text.slice(when.length));
}
