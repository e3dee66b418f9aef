import { createConnection } from 'node:net';

interface RawStreamOptions {
  /** As `net` takes it; an abstract socket's begins with a NUL character. */
  readonly socket: string;
  /** Agrees to file descriptors; those that come are closed unseen by the kernel, as plain reads have no place for them (unix(7), SCM_RIGHTS). */
  readonly descriptors?: true;
  /** The handshake is over: messages can be written. */
  readonly onOpen: () => void;
  /** What comes after the handshake. */
  readonly onBytes: (bytes: Buffer) => void;
  /** Called once, unless close() was called before. */
  readonly onEnd: (error?: NodeJS.ErrnoException) => void;
}

export interface RawStream {
  write(bytes: Buffer): void;
  close(): void;
}

const LINE_END = '\r\n';
const MAX_LINE_LENGTH = 4096;

/** Connects and authenticates by SASL EXTERNAL (D-Bus specification, "Authentication Protocol"), and passes on bytes. It does not keep the program running. */
export function openRawStream({ socket, descriptors, onOpen, onBytes, onEnd }: RawStreamOptions): RawStream {
  const stream = createConnection(socket);
  // BEGIN waits for the answer, because up to v247 the manager overlooks one that comes with it.
  const steps = descriptors === true ? [OK, AGREED] : [OK];
  let line = '';
  let isClosed = false;

  const end = (error?: NodeJS.ErrnoException): void => {
    stream.destroy();
    if (isClosed) return;
    isClosed = true;
    onEnd(error);
  };
  const greet = (bytes: Buffer): void => {
    line += bytes.toString('latin1');
    const length = line.indexOf(LINE_END);
    if (length < 0) return line.length > MAX_LINE_LENGTH ? end() : undefined;
    const rest = Buffer.from(line.slice(length + LINE_END.length), 'latin1');
    const isAsExpected = steps.shift()?.test(line.slice(0, length));
    line = '';
    if (isAsExpected !== true) return end();
    if (steps.length > 0) return void stream.write(`NEGOTIATE_UNIX_FD${LINE_END}`);
    stream.write(`BEGIN${LINE_END}`);
    onOpen();
    if (rest.length > 0) onBytes(rest);
  };

  stream.unref();
  stream.on('connect', () => {
    const uid = Buffer.from(String(process.geteuid?.() ?? 0)).toString('hex');
    stream.write(`\0AUTH EXTERNAL ${uid}${LINE_END}`);
  });
  stream.on('error', end);
  stream.on('close', () => end());
  stream.on('data', (bytes: Buffer) => (steps.length > 0 ? greet(bytes) : onBytes(bytes)));
  return {
    write: (bytes) => void stream.write(bytes),
    close() {
      isClosed = true;
      stream.destroy();
    },
  };
}

const OK = /^OK/;
/** A bus that refuses descriptors sends none. */
const AGREED = /^(AGREE_UNIX_FD|ERROR)/;
