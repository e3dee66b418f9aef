import { aligned, bodyStart, createFrameReader, word } from './message-frames.ts';

/** A JobNew as the manager sent it. */
export interface JobNew {
  readonly jobId: number;
  readonly unit: string;
}

const FIXED_HEADER = 16;
const SIGNAL = 4;
/** The member of a header as it lies in the message: a string without its length, which depends on the byte order. */
const MEMBER = Buffer.from('JobNew\0');

/** Finds JobNew in a raw stream of D-Bus messages and skips all other messages; undefined once the stream is not D-Bus. */
export function createJobNewReader(): (bytes: Buffer) => readonly JobNew[] | undefined {
  const read = createFrameReader();
  return (bytes) => read(bytes)?.flatMap((message) => jobNew(message) ?? []);
}

/** The arguments of JobNew are the job's id, its path and the unit (org.freedesktop.systemd1(5)). */
function jobNew(message: Buffer): JobNew | undefined {
  const body = bodyStart(message);
  if (message[1] !== SIGNAL || !message.subarray(FIXED_HEADER, body).includes(MEMBER) || body + 8 > message.length) return undefined;
  const path = body + 8 + word(message, body + 4) + 1;
  const length = aligned(path, 4);
  if (length + 4 > message.length) return undefined;
  const unit = message.toString('utf8', length + 4, length + 4 + word(message, length));
  return { jobId: word(message, body), unit };
}
