/** Where keep-down's drop-in lies below a unit's `.d` folder. */
const DROP_IN = 'keep-down.conf';

/** systemctl as it must be called for a manager. */
export function systemctl(manager: ManagerScope): string {
  return manager === 'user' ? 'systemctl --user' : 'systemctl';
}

/** A word as a shell reads it back unchanged; unit names hold backslashes where they were escaped. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** Words of a command line. */
export function shellWords(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

/** The name that stops a unit: of a template, all of its instances. */
export function stoppable(unit: string): string {
  return unit.includes('@.') ? unit.replace('@.', '@*.') : unit;
}

/** Writes a drop-in with a condition that is never met: nothing can start the unit any more, and units that want it do not fail. */
export function neverStart(unit: string, manager: ManagerScope, until: 'reboot' | 'ever'): string {
  const folder = `${FOLDERS[manager][until]}/${shellWord(`${unit}.d`)}`;
  return `mkdir -p ${folder} && printf '[Unit]\\nConditionPathExists=!/\\n' >${folder}/${DROP_IN}`;
}

const FOLDERS: Readonly<Record<ManagerScope, Readonly<Record<'reboot' | 'ever', string>>>> = {
  system: { reboot: '/run/systemd/system', ever: '/etc/systemd/system' },
  user: { reboot: '"$XDG_RUNTIME_DIR"/systemd/user', ever: '~/.config/systemd/user' },
};

/** Whether a mask of that kind wins over the unit's file: its folder comes after the mask's in the search path, or the file is a template and the mask is of the instance. */
export function isMaskable(unit: string, fragmentPath: string | undefined, manager: ManagerScope, until: 'reboot' | 'ever'): boolean {
  if (fragmentPath === undefined) return false;
  if (/@[^.]/.test(unit) && /@\.[a-z]+$/.test(fragmentPath)) return true;
  return BELOW_MASK[manager][until].test(fragmentPath);
}

/** systemd.unit(5), "Unit File Load Path". A mask at runtime lies in /run/systemd/system, the other in /etc/systemd/system; for a user manager in the user's own folders. */
const BELOW_MASK: Readonly<Record<ManagerScope, Readonly<Record<'reboot' | 'ever', RegExp>>>> = {
  system: {
    reboot: /^(?:(?:\/usr(?:\/local)?)?\/lib\/systemd\/system|\/run\/systemd\/generator(?:\.late)?)\//,
    ever: /^(?:(?:\/usr(?:\/local)?)?\/lib\/systemd\/system|\/run\/systemd\/(?:system|generator|generator\.late))\//,
  },
  user: {
    reboot: /^(?:(?:\/usr(?:\/local)?)?\/lib\/systemd\/user|\/run\/systemd\/user|\/usr(?:\/local)?\/share\/systemd\/user)\//,
    ever: /^(?:(?:\/usr(?:\/local)?)?\/lib\/systemd\/user|\/(?:etc|run)\/systemd\/user|\/usr(?:\/local)?\/share\/systemd\/user)\//,
  },
};

/** The observed manager, which is on the system bus or on the user's bus. */
export type ManagerScope = 'system' | 'user';

/** Makes the kernel record every run of systemctl, with its arguments, its parent and who logged in. */
export const AUDIT_RULE = 'auditctl -a always,exit -F path=/usr/bin/systemctl -F perm=x -k whyalive';
