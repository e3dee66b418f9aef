import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that a collector received. */
interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface CollectorDouble {
  readonly url: URL;
  readonly received: readonly Received[];
  close(): Promise<void>;
}

/** What to answer to the request of this number, counted from 0. Not ending the response keeps the client waiting. */
export type Answering = (response: ServerResponse, number: number) => void;

/** A real HTTP server on the loopback device that takes what is posted to it. */
export async function openCollector(answering: Answering = answer(200, {})): Promise<CollectorDouble> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      received.push({ method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') });
      answering(response, received.length - 1);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    received,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Always the same answer: an object as JSON, a text as it is. */
export function answer(status: number, body: object | string, headers: Readonly<Record<string, string>> = {}): Answering {
  const [type, text] = typeof body === 'string' ? ['text/plain', body] : ['application/json', JSON.stringify(body)];
  return (response) => {
    response.writeHead(status, { 'content-type': type, ...headers }).end(text);
  };
}

/** One answer after the other; the last one stays. */
export function inTurn(...answers: readonly Answering[]): Answering {
  return (response, number) => answers[Math.min(number, answers.length - 1)]?.(response, number);
}
