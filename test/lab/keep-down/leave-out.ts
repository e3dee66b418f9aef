/** One command less, or one unit less in a command that names several. */
export interface Fewer {
  readonly left: string;
  readonly commands: readonly string[];
}

const NAMES_UNITS = /^(systemctl(?: --user)? (?:stop|disable --now|mask(?: --runtime)? --now)) (.+)$/;

/** Every way to leave one thing out. */
export function fewerOf(commands: readonly string[]): readonly Fewer[] {
  return commands.flatMap((command, index): readonly Fewer[] => {
    const others = (instead: readonly string[]): readonly string[] => commands.toSpliced(index, 1, ...instead);
    const [, verb = '', names = ''] = NAMES_UNITS.exec(command) ?? [];
    const units = names === '' ? [] : names.split(' ');
    if (units.length < 2) return [{ left: command, commands: others([]) }];
    return units.map((unit) => ({ left: unit, commands: others([`${verb} ${units.filter((one) => one !== unit).join(' ')}`]) }));
  });
}
