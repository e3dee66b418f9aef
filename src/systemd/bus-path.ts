import { asJobId } from './jobs/job-id.ts';

const UNIT_PREFIX = '/org/freedesktop/systemd1/unit/';
const JOB_PREFIX = '/org/freedesktop/systemd1/job/';

/** The object path of a unit, e.g. `/org/freedesktop/systemd1/unit/dbus_2eservice` (bus_label_escape() of sd-bus). */
export function unitPath(unit: string): string {
  return UNIT_PREFIX + escapeLabel(unit);
}

/** The unit that an object path stands for, or undefined when the path is not that of a unit. */
export function unitOfPath(path: string): string | undefined {
  if (!path.startsWith(UNIT_PREFIX)) return undefined;
  const label = path.slice(UNIT_PREFIX.length);
  return label === '' || label.includes('/') ? undefined : unescapeLabel(label);
}

/** The id of the job that an object path stands for, or undefined when the path is not that of a job; `/` and job 0 mean no job. */
export function jobIdOfPath(path: string): number | undefined {
  if (!path.startsWith(JOB_PREFIX)) return undefined;
  const digits = path.slice(JOB_PREFIX.length);
  return /^[1-9][0-9]{0,9}$/.test(digits) ? asJobId(Number(digits)) : undefined;
}

// Bytes other than letters and digits, and a leading digit, become `_` and two hex digits; the empty label is `_`.
function escapeLabel(text: string): string {
  if (text === '') return '_';
  return Array.from(new TextEncoder().encode(text), (byte, index) => {
    const char = String.fromCharCode(byte);
    return (index === 0 ? /[A-Za-z]/ : /[A-Za-z0-9]/).test(char) ? char : `_${byte.toString(16).padStart(2, '0')}`;
  }).join('');
}

function unescapeLabel(label: string): string {
  if (label === '_') return '';
  const bytes: number[] = [];
  for (let i = 0; i < label.length; i += 1) {
    const hex = /^_([0-9a-fA-F]{2})/.exec(label.slice(i, i + 3))?.[1];
    if (hex === undefined) {
      bytes.push(label.charCodeAt(i));
    } else {
      bytes.push(Number.parseInt(hex, 16));
      i += 2;
    }
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));
}
