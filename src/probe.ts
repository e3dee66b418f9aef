import { createLookout, openTrace, type Lookout } from './collect/probe/probe.ts';
import type { FromLookout, ToLookout } from './collect/probe/messages.ts';
import { raiseSessionPriority } from './collect/probe/priority.ts';
import { createObservationStream } from './collect/observation-stream.ts';
import { SourceError } from './errors.ts';

// The lookout's process: it does what the program tells it by messages, and ends with it, however that ends. Signals of the keyboard are the program's to act on.

let lookout: Lookout | undefined;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.on('disconnect', end);
process.on('message', (message) => take(message as ToLookout));

function take(message: ToLookout): void {
  switch (message.kind) {
    case 'begin':
      return begin(message.options);
    case 'order':
      return lookout?.order(message.orders);
    case 'job':
      return lookout?.noteJob(message.jobId, message.unit);
    case 'close':
      return end();
  }
}

function begin(options: Extract<ToLookout, { kind: 'begin' }>['options']): void {
  const stream = createObservationStream(({ payload, at }) => tell({ kind: 'seen', payload, at }));
  try {
    lookout = createLookout(options, openTrace(options), stream);
    raiseSessionPriority();
    tell({ kind: 'ready' });
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    tell({ kind: 'refused', message: error.message });
  }
}

function tell(message: FromLookout): void {
  if (process.connected) process.send?.(message);
}

function end(): void {
  void (lookout?.close() ?? Promise.resolve()).finally(() => process.exit());
}
