/** Linux's signals from 1 on, without SIG, by the numbers of every architecture that systemd and Node run on but MIPS and SPARC (signal(7)). */
const NAMES = [
  'HUP',
  'INT',
  'QUIT',
  'ILL',
  'TRAP',
  'ABRT',
  'BUS',
  'FPE',
  'KILL',
  'USR1',
  'SEGV',
  'USR2',
  'PIPE',
  'ALRM',
  'TERM',
  'STKFLT',
  'CHLD',
  'CONT',
  'STOP',
  'TSTP',
  'TTIN',
  'TTOU',
  'URG',
  'XCPU',
  'XFSZ',
  'VTALRM',
  'PROF',
  'WINCH',
  'IO',
  'PWR',
  'SYS',
] as const;

/** The first real-time signal that the C library leaves to programs, and the last. */
const RTMIN = 34;
const RTMAX = 64;

/** The name of a signal as systemd writes it, without SIG: `KILL` for 9, `RTMIN+3` for 37. */
export function signalName(signal: number): string | undefined {
  if (signal >= RTMIN && signal <= RTMAX) return signal === RTMIN ? 'RTMIN' : `RTMIN+${String(signal - RTMIN)}`;
  return NAMES[signal - 1];
}
