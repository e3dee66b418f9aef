type Environment = Readonly<Record<string, string | undefined>>;

const NO = new Set(['0', 'no', 'n', 'false', 'f', 'off']);

/** Whether output gets colours: SYSTEMD_COLORS decides, then NO_COLOR, then whether it is a terminal that is not dumb. */
export function wantsColour({ env, isTty }: { readonly env: Environment; readonly isTty: boolean }): boolean {
  const asked = env['SYSTEMD_COLORS']?.toLowerCase();
  if (asked !== undefined && asked !== '' && !asked.startsWith('auto')) return !NO.has(asked);
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  return isTty && env['TERM'] !== 'dumb';
}

/** The pager and its arguments, SYSTEMD_PAGER over PAGER, less when neither is set; undefined when none is wanted (empty or `cat`). */
export function pagerCommand(env: Environment): readonly [string, ...string[]] | undefined {
  const [command, ...rest] = (env['SYSTEMD_PAGER'] ?? env['PAGER'] ?? 'less').trim().split(/\s+/);
  if (command === undefined || command === '' || command === 'cat') return undefined;
  return [command, ...rest];
}

/** The options that less gets, as systemd gives them. */
export function lessOptions(env: Environment): string {
  return env['SYSTEMD_LESS'] ?? 'FRSXMK';
}
