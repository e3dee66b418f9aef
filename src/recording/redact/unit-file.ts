import { commandRedactor, type CommandRedactor } from './command.ts';
import type { Marks } from './pseudonyms.ts';
import { redactText } from './text.ts';

const COMMANDS = /^Exec[A-Z]\w*$/;
const VALUES = /^(?:Environment|PassEnvironment|SetCredential\w*|SetLoginEnvironment|X-\w+)$/;
const USERS = /^(?:User|Group|SupplementaryGroups|SocketUser|SocketGroup)$/;
const SETTING = /^(\s*)([A-Za-z][\w-]*)(\s*=\s*)(.*)$/s;

/** A unit file line by line, so that its settings stay where they stand: values of commands and of the environment become marks, comments go. */
export function redactUnitFile(text: string, marks: Marks, isUnit: (name: string) => boolean): string {
  let setting = '';
  let command: CommandRedactor | undefined;
  let continues = false;
  const value = (written: string): string => {
    if (COMMANDS.test(setting)) return (command ??= commandRedactor(marks, isUnit)).script(written);
    if (VALUES.test(setting)) return written.replace(/[^\s\\]\S*/g, (word) => marks.value(word));
    if (USERS.test(setting)) return written.replace(/[^\s\\]+/g, (name) => marks.user(name));
    if (setting === 'ConditionHost') return written.replace(/[^\s|!]+/, (name) => marks.host(name));
    return redactText(written, marks);
  };
  return text
    .split('\n')
    .map((line) => {
      if (/^\s*[#;]/.test(line)) return line.replace(/[^\s#;].*$/s, '…');
      if (continues) {
        continues = line.endsWith('\\');
        return value(line);
      }
      const found = SETTING.exec(line);
      if (found === null) return redactText(line, marks);
      const [, indent = '', name = '', equals = '', written = ''] = found;
      setting = name;
      command = undefined;
      continues = line.endsWith('\\');
      const [, prefix = '', rest = ''] = COMMANDS.test(name) ? (/^([@:+!|-]*)(.*)$/s.exec(written) ?? []) : ['', '', written];
      return `${indent}${name}${equals}${prefix}${value(rest)}`;
    })
    .join('\n');
}
