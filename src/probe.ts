import { createProbe, openTrace, type FromProbe, type Probe, type ToProbe } from './collect/probe/probe.ts';
import { raiseSessionPriority } from './collect/probe/priority.ts';
import { createObservationStream } from './collect/observation-stream.ts';
import { SourceError } from './errors.ts';

// The probe's process: it does what the program requests by messages, and ends with it, however that ends. Signals of the keyboard are left to the program.

let probe: Probe | undefined;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.on('disconnect', end);
process.on('message', (message) => take(message as ToProbe));

function take(message: ToProbe): void {
  switch (message.kind) {
    case 'begin':
      return begin(message.options);
    case 'request':
      return probe?.request(message.request);
    case 'job':
      return probe?.noteJob(message.jobId, message.unit);
    case 'ping':
      return send({ kind: 'alive' });
    case 'close':
      return end();
  }
}

function begin(options: Extract<ToProbe, { kind: 'begin' }>['options']): void {
  const stream = createObservationStream(({ payload, at }) => send({ kind: 'seen', payload, at }));
  try {
    probe = createProbe(options, openTrace(options), stream);
    raiseSessionPriority();
    send({ kind: 'ready' });
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    send({ kind: 'refused', message: error.message });
  }
}

function send(message: FromProbe): void {
  if (process.connected) process.send?.(message);
}

function end(): void {
  void (probe?.close() ?? Promise.resolve()).finally(() => process.exit());
}
