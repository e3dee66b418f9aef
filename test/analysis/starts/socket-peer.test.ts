import { describe, expect, it } from 'vitest';
import { socketActivation } from '../../../src/analysis/starts/socket-activation.ts';
import type { Observation, PeerScanPayload } from '../../../src/model/observation.ts';
import { replaced, story, without } from '../story.ts';

const ECHO = 'echo@0-127.0.0.1:7778-127.0.0.1:40003.service';

/** Changes what the scan of a story saw. */
function scanned(change: (scan: PeerScanPayload) => Partial<PeerScanPayload>) {
  return (observations: readonly Observation[]): readonly Observation[] =>
    observations.map((one) => (one.payload.kind === 'peer-scan' ? { ...one, payload: { ...one.payload, ...change(one.payload) } } : one));
}

describe('the only connection that waits', () => {
  it.each([
    ['peer-tcp-live', { protocol: 'tcp', address: '127.0.0.1', port: expect.any(Number) as unknown, comm: 'caller' }],
    ['peer-unix-live', { protocol: 'unix', comm: 'caller' }],
  ])('%s: is who knocked', (name, from) => {
    const { chain, strength } = story(name).attribution('door.service');
    expect(strength).toBe('stated');
    expect(chain).toMatchObject([
      { mechanism: 'socket-activation', strength: 'stated', from: { kind: 'peer', ...from }, to: 'door.socket' },
      { mechanism: 'socket-activation', strength: 'stated', from: { unit: 'door.socket' }, to: 'door.service' },
    ]);
  });

  it('leads on through the unit of its process', () => {
    const { chain } = story('peer-health-check-live').attribution('door.service');
    expect(chain.map(({ mechanism, from, to }) => [mechanism, 'unit' in from ? from.unit : from.kind, to])).toEqual([
      ['timer', 'health-check.timer', 'health-check.service'],
      ['socket-activation', 'health-check.service', 'door.socket'],
      ['socket-activation', 'door.socket', 'door.service'],
    ]);
  });

  it.each<[string, (scan: PeerScanPayload) => Partial<PeerScanPayload>]>([
    ['others had been accepted', () => ({ served: 1 })],
    ['it was accepted meanwhile', ({ peers }) => ({ peers: peers.map((peer) => ({ ...peer, accepted: true as const })) })],
    ['it is one of several of one process', ({ peers }) => ({ peers: [...peers, ...peers] })],
  ])('is no more than a correlation when %s', (_when, change) => {
    const { chain } = story('peer-tcp-live', scanned(change)).attribution('door.service');
    expect(chain[0]).toMatchObject({ strength: 'correlated', from: { kind: 'peer', comm: 'caller' } });
    expect(chain[1]).toMatchObject({ strength: 'stated' });
  });

  it('is no more than a correlation when it was looked at late', () => {
    const late = (observations: readonly Observation[]): readonly Observation[] =>
      observations.map((one) =>
        one.payload.kind === 'peer-scan'
          ? {
              ...one,
              at: { ...one.at, realtimeUsec: one.at.realtimeUsec + 90_000n, monotonicUsec: (one.at.monotonicUsec ?? 0n) + 90_000n },
            }
          : one,
      );
    expect(story('peer-tcp-live', late).attribution('door.service').chain[0]).toMatchObject({ strength: 'correlated' });
  });
});

describe('a scan that does not tell who knocked', () => {
  it('of several, names none and lists them', () => {
    const [link] = story('peer-two-at-once-live').attribution('door.service').chain;
    expect(link).toMatchObject({
      strength: 'correlated',
      from: { kind: 'peer' },
      claim: { why: expect.stringMatching(/^2 were waiting at once: caller \(\d+\)/) as unknown },
    });
    expect(link?.from).not.toHaveProperty('pid');
  });

  it('of another job, of another socket or of another time, is left aside', () => {
    const changes = [
      scanned(({ jobs }) => ({ jobs: jobs.map((job) => job + 1) })),
      scanned(() => ({ socket: 'other.socket' })),
      (observations: readonly Observation[]) =>
        observations.map((one) =>
          one.payload.kind === 'peer-scan' ? { ...one, at: { realtimeUsec: one.at.realtimeUsec - 86_400_000_000n } } : one,
        ),
      without(({ kind }) => kind === 'peer-scan'),
    ];
    for (const change of changes) {
      expect(story('peer-tcp-live', change).attribution('door.service').chain).toMatchObject([{ from: { unit: 'door.socket' } }]);
    }
  });

  it('of a client that has gone without a trace says no more than the socket', () => {
    const gone = scanned(() => ({ peers: [{ protocol: 'unix', listen: '/run/door' }] }));
    expect(story('peer-unix-live', gone).attribution('door.service').chain).toHaveLength(1);
  });

  it('of UDP is never stated', () => {
    const { chain } = story('peer-udp-live').attribution('door.service');
    expect(chain[0]).toMatchObject({ strength: 'correlated', from: { kind: 'peer', protocol: 'udp', comm: 'caller' } });
  });

  it('a FIFO has none, and the setting says what listened', () => {
    expect(story('peer-fifo-live').verdicts(socketActivation, 'door.service')).toMatchObject([
      { strength: 'stated', setting: 'ListenFIFO=/run/door.fifo', why: expect.stringContaining('FIFO') as unknown },
    ]);
  });

  it('is nothing to a start that a person asked for, though a connection is kept from the run before', () => {
    const { chain } = story('peer-old-connection-live').attribution('door.service', 1);
    expect(chain).toMatchObject([{ mechanism: 'client-request' }]);
  });
});

describe('Accept=yes', () => {
  it('tells the connection by the name, live with the process', () => {
    expect(story('peer-accept-yes-live').attribution(ECHO).chain[0]).toMatchObject({
      strength: 'stated',
      from: { kind: 'peer', address: '127.0.0.1', port: 40003, comm: 'perl' },
      to: 'echo.socket',
    });
    const [link] = story('peer-accept-yes-back').attribution(ECHO).chain;
    expect(link).toMatchObject({ strength: 'stated', from: { kind: 'peer', protocol: 'tcp', address: '127.0.0.1', port: 40003 } });
    expect(link?.from).not.toHaveProperty('comm');
  });

  it('at a unix socket the name has pid and uid', () => {
    const chain = story('peer-accept-yes-unix-live').attribution('visitor.service').chain;
    expect(chain[0]).toMatchObject({
      from: { kind: 'peer', protocol: 'unix', pid: expect.any(Number) as unknown, uid: 0 },
      to: 'echo.socket',
    });
  });

  it('a process of another user than the name says is another process', () => {
    const other = replaced('"uid":0', '"uid":1000', ({ kind }) => kind === 'peer-scan');
    expect(story('peer-accept-yes-unix-live', other).attribution('visitor.service').chain[0]?.from).not.toHaveProperty('comm');
  });
});
