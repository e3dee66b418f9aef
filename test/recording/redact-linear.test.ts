import { describe, expect, it } from 'vitest';
import { encodeObservation } from '../../src/recording/format.ts';
import { createRedactor } from '../../src/recording/redact.ts';
import type { ObservationPayload } from '../../src/model/observation.ts';

const line = (comm: string, message: string): ObservationPayload => ({
  source: 'journal',
  kind: 'entry',
  fields: { _COMM: comm, _UID: '0', MESSAGE: message },
});
const file = (text: string): ObservationPayload => ({ source: 'unit-files', kind: 'unit-file', unit: 'a.service', path: '/etc/a', text });
const command = (word: string): ObservationPayload => ({
  source: 'proc',
  kind: 'client-scan',
  jobs: [],
  processes: [{ pid: 1, cmdline: [word, word] }],
});

/** Parts of a text that goes back and forth where something reads it more than once. */
const PARTS = [
  ':',
  '.',
  ' ',
  'a.',
  'a:',
  '1.',
  '/',
  '/a',
  '/home/',
  '@',
  '-',
  '--',
  '=',
  '%',
  '\\',
  '"',
  "'",
  '[',
  ' : ',
  ' ; A=',
  'comm="',
  'a="',
  'a1[0]=',
  ' [',
  '\r',
  '\n',
  ';',
  'sshd: @',
  '::',
  'x',
];
const TEXTS = [...PARTS, ...PARTS.slice(0, 12).map((part) => `${part}a`)].map(
  (part) => (length: number) => part.repeat(Math.ceil(length / part.length)),
);

const READERS: readonly (readonly [string, (text: string) => ObservationPayload])[] = [
  ['a log line', (text) => line('x', text)],
  ["the manager's line", (text) => line('systemd', text)],
  ["sudo's line", (text) => line('sudo', `a : ${text} ; COMMAND=${text}`)],
  ["cron's line", (text) => line('cron', `(a) CMD (${text})`)],
  ['a record of audit', (text) => line('x', `EXECVE argc=1 a0=${text}`)],
  ["polkit's line", (text) => line('polkitd', `Operator of ${text} [${text}`)],
  ["Ansible's line", (text) => line('python3', `ansible-x Invoked with _raw_params=${text}`)],
  ['a unit file', (text) => file(`[Service]\nExecStart=${text}\nA${text}\n${text}=`)],
  ['a command', command],
];

const SHORT = 4096;

/** The least time of some tries, as whatever else runs makes it longer alone. */
function timeOf(payload: ObservationPayload): number {
  const tries = Array.from({ length: 2 }, () => {
    const redactor = createRedactor();
    const begun = process.cpuUsage();
    encodeObservation(redactor.observation({ sequence: 1, at: { realtimeUsec: 1n }, payload }));
    return process.cpuUsage(begun).user;
  });
  return Math.min(...tries);
}

describe('a text that is four times as long takes no more than some times as long', () => {
  it.each(READERS)('%s', (_, payloadOf) => {
    const slow = TEXTS.map((textOf) => ({
      text: textOf(12),
      short: timeOf(payloadOf(textOf(SHORT))),
      long: timeOf(payloadOf(textOf(4 * SHORT))),
    })).filter(
      // What is quadratic takes sixteen times as long; a few milliseconds are the noise of other work.
      ({ short, long }) => long > 12 * Math.max(short, 5000),
    );
    expect(slow).toEqual([]);
  });
});
