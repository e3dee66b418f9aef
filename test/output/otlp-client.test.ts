import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { failureOf } from '../../src/output/otlp-response.ts';
import { postTraces, type OtlpPost } from '../../src/output/otlp-client.ts';
import { answer, inTurn, openCollector, type Answering, type CollectorDouble } from './collector-double.ts';

const open: CollectorDouble[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((collector) => collector.close()));
});

async function collectorOf(answering?: Answering): Promise<CollectorDouble> {
  const collector = await openCollector(answering);
  open.push(collector);
  return collector;
}

const waits: string[] = [];
afterEach(() => {
  waits.length = 0;
});

async function post(endpoint: URL, more: Partial<OtlpPost> = {}) {
  const posted = await postTraces({
    endpoint,
    bodies: ['{"resourceSpans":[]}\n'],
    env: {},
    version: '9.8.7',
    signal: new AbortController().signal,
    onWait: (sentence) => waits.push(sentence),
    pausesMs: [4, 4, 4, 4],
    ...more,
  });
  return { ...posted, message: posted.failure?.message ?? '' };
}

describe('a collector that takes them', () => {
  it('gets the body as JSON at /v1/traces', async () => {
    const { url, received } = await collectorOf();
    expect(await post(url)).toMatchObject({ left: [], warnings: [], message: '' });
    expect(received).toMatchObject([{ method: 'POST', path: '/v1/traces', body: '{"resourceSpans":[]}\n' }]);
    expect(received[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'whyalive/9.8.7',
      'content-length': '21',
    });
    expect(received[0]?.headers.authorization).toBeUndefined();
  });

  it('gets them at exactly the path of the URL, with its query', async () => {
    const { url, received } = await collectorOf();
    await post(new URL('/otlp/my%20traces?tenant=a', url));
    expect(received.map(({ path }) => path)).toEqual(['/otlp/my%20traces?tenant=a']);
  });

  it('gets the headers of the environment, those for traces over those for all, percent-decoded', async () => {
    const { url, received } = await collectorOf();
    const env = {
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20general, x-scope-orgid = team%2Cone ,',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'authorization=Bearer%20a=b',
    };
    await post(url, { env });
    expect(received[0]?.headers).toMatchObject({
      authorization: 'Bearer a=b',
      'x-scope-orgid': 'team,one',
      'content-type': 'application/json',
    });
  });

  it('gets the credentials of the URL as basic authentication', async () => {
    const { url, received } = await collectorOf();
    url.username = 'web';
    url.password = 'p:ä%';
    await post(url);
    expect(received[0]?.headers.authorization).toBe(`Basic ${Buffer.from('web:p:ä%').toString('base64')}`);
  });

  it('gets each body in a request of its own', async () => {
    const { url, received } = await collectorOf();
    expect(await post(url, { bodies: ['1', '2', '3'] })).toMatchObject({ left: [] });
    expect(received.map(({ body }) => body)).toEqual(['1', '2', '3']);
  });

  it('may warn, and may reject some', async () => {
    const { url } = await collectorOf(
      inTurn(
        answer(200, { partialSuccess: { errorMessage: 'slow down' } }),
        answer(200, { partialSuccess: { rejectedSpans: '2', errorMessage: 'too old' } }),
        answer(200, { partialSuccess: {} }),
      ),
    );
    const { left, warnings, message } = await post(url, { bodies: ['1', '2', '3'] });
    expect(left).toEqual(['2']);
    expect(warnings).toEqual([`${url.origin}/v1/traces took the traces with a warning: slow down`]);
    expect(message).toBe(`${url.origin}/v1/traces rejected 2 of the spans: too old; look at what it says, and do not post the same again`);
  });
});

describe('what may pass is tried again', () => {
  it.each([429, 502, 503, 504])('after status %i', async (status) => {
    const { url, received } = await collectorOf(inTurn(answer(status, 'busy'), answer(200, {})));
    expect(await post(url)).toMatchObject({ left: [], message: '' });
    expect(received.map(({ body }) => body)).toEqual(['{"resourceSpans":[]}\n', '{"resourceSpans":[]}\n']);
    expect(waits).toEqual([
      expect.stringMatching(
        `^${url.origin}/v1/traces did not take the traces: it answered with status ${status}: busy; trying again in 0\\.0 s$`,
      ),
    ]);
  });

  it('after a connection that was cut', async () => {
    const { url, received } = await collectorOf(inTurn((response) => response.destroy(), answer(200, {})));
    expect(await post(url)).toMatchObject({ left: [] });
    expect(received).toHaveLength(2);
  });

  it('after the time that Retry-After asks for', async () => {
    const { url } = await collectorOf(inTurn(answer(503, '', { 'retry-after': '1' }), answer(200, {})));
    const begun = performance.now();
    expect(await post(url)).toMatchObject({ left: [] });
    expect(performance.now() - begun).toBeGreaterThan(990);
    expect(waits[0]).toContain('trying again in 1.0 s');
  });

  it('but not when that is too long, as a number or as a date', async () => {
    for (const after of ['3600', new Date(Date.now() + 3_600_000).toUTCString()]) {
      const { url, received } = await collectorOf(answer(429, { message: 'quota' }, { 'retry-after': after }));
      const { left, message } = await post(url);
      expect(left).toHaveLength(1);
      expect(message).toMatch(
        /did not take the traces: it answered with status 429: quota, and is to be asked again in (3600|3599) s only; post again then$/,
      );
      expect(received).toHaveLength(1);
    }
  });

  it('five times in all', async () => {
    const { url, received } = await collectorOf(answer(503, ''));
    const { message } = await post(url);
    expect(received).toHaveLength(5);
    expect(message).toMatch(/it answered with status 503 \(5 tries in 0\.\d s\)$/);
  });

  it('as long as there is time; that it ended by its own pauses is not told as what the collector asked for', async () => {
    const { url, received } = await collectorOf(answer(503, 'busy'));
    const { message } = await post(url, { pausesMs: [1, 200_000] });
    expect(message).toMatch(/it answered with status 503: busy \(2 tries in 0\.\d s\)$/);
    expect(received).toHaveLength(2);
  });

  it('when nobody listens', async () => {
    const { url, close } = await openCollector();
    await close();
    const { left, message } = await post(url);
    expect(waits).toHaveLength(4);
    expect(left).toHaveLength(1);
    expect(message).toMatch(/the connection was refused \(5 tries in 0\.\d s\); start a collector there, or look at the port$/);
  });
});

describe('what is final is told at once', () => {
  it.each([
    [400, { code: 3, message: 'bad  span\nid' }, 'it answered with status 400: bad span id; its own log may tell more'],
    [400, 'plain words', 'it answered with status 400: plain words; its own log may tell more'],
    [401, '', 'it answered with status 401; give what it asks for in OTEL_EXPORTER_OTLP_HEADERS, as in authorization=Bearer%20TOKEN'],
    [
      404,
      'x'.repeat(900),
      `it answered with status 404: ${'x'.repeat(199)}…; give the whole address of its OTLP/HTTP receiver, as in http://localhost:4318/v1/traces`,
    ],
    [500, '', 'it answered with status 500; its own log may tell more'],
  ])('status %i', async (status, body, told) => {
    const { url, received } = await collectorOf(answer(status, body));
    const { left, message } = await post(url, { bodies: ['1', '2'] });
    expect(message).toBe(`${url.origin}/v1/traces did not take part 1 of 2 of the traces: ${told}`);
    expect(left).toEqual(['1', '2']);
    expect(received).toHaveLength(1);
    expect(waits).toEqual([]);
  });

  it('a page of a site that is no collector, with any status', async () => {
    for (const status of [200, 404]) {
      const { url } = await collectorOf(answer(status, '<html>hello</html>', { 'content-type': 'text/html; charset=utf-8' }));
      const { left, message } = await post(url);
      expect(left).toHaveLength(1);
      expect(message).toContain('give the whole address of its OTLP/HTTP receiver');
      expect(message).not.toContain('hello');
    }
  });

  it('a redirection, with where to, and nothing secret', async () => {
    const { url, received } = await collectorOf(answer(308, '', { location: 'https://me:secret@otel.example/v1/traces?key=secret' }));
    const { message } = await post(url);
    expect(message).toBe(
      `${url.origin}/v1/traces did not take the traces: it redirects to https://otel.example/v1/traces; give that address if it is the right one`,
    );
    expect(received).toHaveLength(1);
  });

  it('no answer in time', async () => {
    const { url, received } = await collectorOf(() => undefined);
    const { left, message } = await post(url, { env: { OTEL_EXPORTER_OTLP_TIMEOUT: '5000', OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '50' } });
    expect(message).toContain('it gave no answer within 0.05 s; look whether it is well');
    expect(left).toHaveLength(1);
    expect(received).toHaveLength(1);
  });

  it('an answer that does not end', async () => {
    const { url } = await collectorOf((response) => response.writeHead(200).write('{'));
    expect((await post(url, { env: { OTEL_EXPORTER_OTLP_TIMEOUT: '50' } })).message).toContain('it gave no answer within 0.05 s');
  });

  it('something else than HTTP', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => socket.end('\u0000\u0000\u0012\u0004gRPC'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      expect((await post(new URL(`http://127.0.0.1:${port}`))).message).toContain(
        'what answers there does not speak HTTP/1.1; OTLP over HTTP usually',
      );
      expect((await post(new URL(`https://127.0.0.1:${port}`))).message).toContain('does not speak TLS; try http:// in place of https://');
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('credentials of the URL and the environment are never in a message', async () => {
    const { url } = await collectorOf(answer(503, ''));
    url.username = 'web';
    url.password = 'secret';
    url.search = '?key=secret';
    const { message } = await post(url, { env: { OTEL_EXPORTER_OTLP_HEADERS: 'a=secret' } });
    expect([message, ...waits].join()).not.toMatch(/secret|web/);
  });

  it.each([
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'a=b,secret' }, /^OTEL_EXPORTER_OTLP_HEADERS cannot be read: its entry 2 is no header/],
    [{ OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'a=secret%0Ab: c' }, /^OTEL_EXPORTER_OTLP_TRACES_HEADERS cannot be read: its entry 1/],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'content-length=7' }, /^OTEL_EXPORTER_OTLP_HEADERS cannot be read: its entry 1/],
    [{ OTEL_EXPORTER_OTLP_TIMEOUT: '10s' }, /^OTEL_EXPORTER_OTLP_TIMEOUT is no time: give a number of milliseconds/],
    [{ OTEL_EXPORTER_OTLP_TIMEOUT: '0' }, /^OTEL_EXPORTER_OTLP_TIMEOUT is no time/],
  ])('a variable that cannot be read: %j', async (env, sentence) => {
    const { url, received } = await collectorOf();
    const { left, message } = await post(url, { env });
    expect(message).toMatch(sentence);
    expect(message).not.toContain('secret');
    expect(left).toHaveLength(1);
    expect(received).toEqual([]);
  });
});

describe('a connection that fails is put into words', () => {
  it.each([
    ['ENOTFOUND', /no host of that name/, false],
    ['EPIPE', /was cut/, true],
    ['EAI_AGAIN', /could not be looked up/, true],
    ['EHOSTUNREACH', /no way to it/, true],
    ['ENETUNREACH', /no way to it/, true],
    ['ETIMEDOUT', /no way to it/, true],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', /not trusted.*NODE_EXTRA_CA_CERTS/, false],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /not trusted/, false],
    ['CERT_HAS_EXPIRED', /has expired/, false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /for another name/, false],
    ['EFOO', /the connection failed \(EFOO\)/, false],
  ])('%s', (code, sentence, mayPass) => {
    const told = failureOf(Object.assign(new Error('x'), { code }));
    expect(told.kind === 'refused' && `${told.why}; ${told.remedy ?? ''}`).toMatch(sentence);
    expect('again' in told).toBe(mayPass);
  });

  it('what listens at the port of gRPC is told of', async () => {
    const { message } = await post(new URL('http://127.0.0.1:4317'), { pausesMs: [] });
    expect(message).toMatch(/; port 4317 is usually that of OTLP over gRPC, which whyalive does not speak: try 4318$/);
  });
});

describe('an interruption ends it at once', () => {
  it.each([
    ['while the collector thinks', () => undefined],
    ['in a pause', answer(503, '', { 'retry-after': '30' })],
  ])('%s', async (_when, answering) => {
    const { url } = await collectorOf(answering);
    const { left, message } = await post(url, { signal: AbortSignal.timeout(100), bodies: ['1', '2'] });
    expect(message).toContain('did not take part 1 of 2 of the traces: it was interrupted');
    expect(left).toEqual(['1', '2']);
  });
});
