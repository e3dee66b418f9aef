import { describe, expect, test } from 'vitest';
import { MECHANISM_NAMES } from '../../../src/model/mechanism.ts';
import { renderOtlp, renderOtlpBatches } from '../../../src/render/otlp/index.ts';
import { fromStart } from '../../../src/model/timeline-slice.ts';
import type { Start, Timeline } from '../../../src/model/timeline.ts';
import { RECORDED, recordedTimeline, renderOptions } from '../recorded-stories.ts';
import { throughProtobuf, withoutEmptyLists } from './official-mapping.ts';
import { byTrace, spansOf, toldSpans, type ToldSpan } from './told.ts';

const nano = ({ realtimeUsec }: { readonly realtimeUsec: bigint }): string => String(realtimeUsec * 1000n);
const tracesOf = (timeline: Timeline): readonly (readonly ToldSpan[])[] => byTrace(toldSpans(timeline));
const names = (trace: readonly ToldSpan[] | undefined): readonly string[] =>
  (trace ?? []).map(({ service, name }) => `${service} | ${name}`);

describe('the widget-daemon', async () => {
  const timeline = await recordedTimeline('widget-daemon/live');
  const traces = tracesOf(timeline);
  const traceOf = (find: (start: Start) => boolean): readonly ToldSpan[] => {
    const { invocationId } = timeline.starts.find(find)!;
    return traces.find(([span]) => span?.traceId === invocationId)!;
  };

  test('has a trace for each start, whose id is the invocation id', () => {
    expect(traces.map(([span]) => span?.traceId).sort()).toEqual(timeline.starts.map(({ invocationId }) => invocationId).sort());
  });

  test('came back by a timer: the outage, then each hop as a span of who acted, then the start', () => {
    const trace = traceOf(({ mechanism }) => mechanism === 'wanted-by');
    expect(names(trace)).toEqual([
      'widget-daemon.service | down: was stopped',
      'reconcile.timer | timer: reconcile.timer → reconcile.service',
      'reconcile.service | Wants=: reconcile.service → widget-daemon.service',
      'widget-daemon.service | start',
    ]);
    expect(trace.map(({ kind }) => kind)).toEqual([1, 4, 4, 5]);
    expect(trace.map(({ events = [] }) => events.length > 0)).toEqual([true, true, true, false]);
    expect(trace[2]?.attributes).toMatchObject({
      'whyalive.mechanism': 'wanted-by',
      'whyalive.strength': 'stated',
      'systemd.setting': 'Wants=',
    });
    expect(JSON.stringify(trace[2]?.attributes['whyalive.declared_in'])).toMatch(/\/etc\/systemd\/system\/reconcile\.service:\d+/);
  });

  test('was stopped by somebody, who stands in the outage with the evidence', () => {
    const [outage] = traceOf(({ mechanism }) => mechanism === 'wanted-by');
    expect(outage?.attributes['whyalive.end.by']).toMatch(/^systemctl stop widget-daemon \(pid \d+, user root\)$/);
    expect(outage?.attributes['whyalive.end.summary']).toMatch(/stopped widget-daemon\.service$/);
    const names = outage?.events?.map(({ name }) => name) ?? [];
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(3);
  });

  test('says which sources were not there', () => {
    const sources = [
      { name: 'journal', status: 'ok' },
      { name: 'system-bus', status: 'missing' },
    ] as const;
    const lacking = toldSpans({ ...timeline, sources }).flatMap(({ attributes }) => attributes['whyalive.sources_lacking'] ?? []);
    expect(lacking).toEqual(timeline.starts.map(() => ({ values: [{ stringValue: 'system-bus: missing' }] })));
    expect(JSON.stringify(traces)).not.toContain('sources_lacking');
  });

  test('was down exactly as long as its first span', () => {
    for (const { invocationId, at, previousEnd } of timeline.starts.filter((start) => start.previousEnd !== undefined)) {
      const [outage] = traces.find(([span]) => span?.traceId === invocationId)!;
      expect(outage?.endTimeUnixNano).toBe(nano(at));
      expect(BigInt(outage!.endTimeUnixNano) - BigInt(outage!.startTimeUnixNano)).toBe(previousEnd!.deadForUsec * 1000n);
      expect(outage?.attributes['whyalive.dead_for_usec']).toBe(String(previousEnd!.deadForUsec));
    }
  });

  test('was started by a process, which is a service of its own with what is known of it', () => {
    const peer = traceOf(({ mechanism }) => mechanism === 'socket-activation')[1];
    expect(peer?.service).toBe('make-widgets');
    expect(peer?.resource).toMatchObject({ 'process.executable.name': 'make-widgets', 'process.owner': 'root' });
    expect(peer?.attributes).toMatchObject({ 'network.transport': 'tcp', 'network.peer.address': '127.0.0.1' });
  });

  test('failed once: an error of the run that failed, and of the outage after it', () => {
    const failed = traceOf(({ outcome }) => outcome === 'failed');
    expect(failed.at(-1)?.status).toEqual({ code: 2, message: expect.stringMatching(/^widget-daemon\.service exited with/) as string });
    const after = traceOf(({ mechanism }) => mechanism === 'restart-policy');
    expect(after[0]?.status).toEqual(failed.at(-1)?.status);
    expect(traceOf(({ mechanism }) => mechanism === 'wanted-by')[0]?.status).toBeUndefined();
  });

  test('links each trace to the start before', () => {
    const [, second] = timeline.starts;
    const [first] = timeline.starts;
    const outage = traces.find(([span]) => span?.traceId === second?.invocationId)?.[0];
    expect(outage?.links?.map(({ traceId, spanId }) => [traceId, spanId])).toEqual([
      [first?.invocationId, traces.find(([span]) => span?.traceId === first?.invocationId)?.at(-1)?.spanId],
    ]);
  });

  test('is the same trace when it is told again from a later start on, but for the link to what is not told', () => {
    const later = byTrace(toldSpans(fromStart(timeline, 3)));
    const ids = (all: readonly (readonly ToldSpan[])[]): readonly string[] => all.flat().map(({ traceId, spanId }) => traceId + spanId);
    expect(ids(traces)).toEqual(expect.arrayContaining([...ids(later)]));
    expect(later.length).toBe(traces.length - 2);
  });
});

describe.each(MECHANISM_NAMES)('%s', (mechanism) => {
  test('has spans within each other, with ids of their own, that end when the unit started', async () => {
    const timeline = await recordedTimeline(RECORDED[mechanism]);
    const spans = toldSpans(timeline);
    const traces = byTrace(spans);
    expect(traces.flat()).toHaveLength(spans.length);
    expect(traces).toHaveLength(timeline.starts.length);
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
    for (const trace of traces) {
      for (const [index, { traceId, spanId, startTimeUnixNano, endTimeUnixNano, attributes }] of trace.entries()) {
        expect([traceId, spanId].join(' ')).toMatch(/^[0-9a-f]{32} [0-9a-f]{16}$/);
        expect(BigInt(startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(trace[index - 1]?.startTimeUnixNano ?? 0));
        expect(BigInt(startTimeUnixNano)).toBeLessThanOrEqual(BigInt(endTimeUnixNano));
        expect(endTimeUnixNano).toBe(trace.at(-1)?.endTimeUnixNano);
        if (index > 0 || trace.length === 1) expect(attributes).toHaveProperty(['whyalive.strength']);
      }
    }
    const told = spans.map(({ attributes }) => attributes['whyalive.mechanism']);
    expect(told).toContain(mechanism);
  });
});

test('an unexplained start is a span that says so, within the outage if that is known', async () => {
  const timeline = await recordedTimeline(RECORDED.unexplained);
  const trace = tracesOf(timeline).find((spans) => spans.at(-1)?.attributes['whyalive.strength'] === 'unexplained')!;
  expect(trace.filter(({ name }) => !name.startsWith('down: ')).map(({ name, kind }) => [name, kind])).toEqual([['start', 1]]);
});

test('hops are linked to the start of their unit, where that is told as well', async () => {
  const timeline = await recordedTimeline('stack/live');
  const spans = toldSpans(timeline);
  const starts = new Map(spans.filter(({ name }) => name === 'start').map((span) => [span.spanId, span]));
  const linked = spans.flatMap((span) => (span.links ?? []).map((link) => ({ span, link, to: starts.get(link.spanId) })));
  expect(linked.every(({ to, link }) => to?.traceId === link.traceId)).toBe(true);
  const ofHops = linked.filter(({ span }) => span.kind === 4);
  expect(ofHops.length).toBeGreaterThan(0);
  for (const { span, to } of ofHops) {
    expect(to?.service).toBe(span.service);
    expect(BigInt(to!.startTimeUnixNano)).toBeLessThanOrEqual(BigInt(span.endTimeUnixNano) + 1_000_000_000n);
  }
});

test('of several hosts each span is of its own', async () => {
  const one = await recordedTimeline('timer/live');
  const hosts = ['web1', 'web2'].map((name) => ({
    name,
    hostname: name,
    machineId: name === 'web1' ? 'a1' : 'b2',
    manager: 'system' as const,
    until: one.window.until,
  }));
  const starts = hosts.flatMap(({ name }) => one.starts.map((start) => ({ ...start, host: name, invocationId: '' })));
  const spans = toldSpans({ ...one, host: {}, hosts, starts });
  expect(new Set(spans.map(({ resource }) => `${String(resource['host.name'])} ${String(resource['host.id'])}`))).toEqual(
    new Set(['web1 a1', 'web2 b2']),
  );
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(starts.length);
});

test('a step of the wall clock moves nothing within a trace', async () => {
  const timeline = await recordedTimeline('timer/live');
  const stepped = {
    ...timeline,
    starts: timeline.starts.map((start) =>
      start.previousEnd === undefined
        ? start
        : {
            ...start,
            previousEnd: { ...start.previousEnd, at: { ...start.previousEnd.at, realtimeUsec: start.at.realtimeUsec + 3_600_000_000n } },
          },
    ),
  };
  expect(toldSpans(stepped)).toEqual(toldSpans(timeline));
});

describe('in batches', async () => {
  const timeline = await recordedTimeline('api-gateway/live');

  test('nothing is lost, each is whole and none is too large, and a trace is never cut', () => {
    const batches = renderOtlpBatches(timeline, 20_000);
    expect(batches.length).toBeGreaterThan(2);
    for (const { body, traces, spans } of batches) {
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(20_000);
      expect(throughProtobuf(body)).toEqual(withoutEmptyLists(JSON.parse(body)));
      expect(byTrace(spansOf(body))).toHaveLength(traces);
      expect(byTrace(spansOf(body)).flat()).toHaveLength(spans);
    }
    const whole = spansOf(renderOtlp(timeline, renderOptions(timeline)));
    expect(byTrace(batches.flatMap(({ body }) => spansOf(body)))).toEqual(byTrace(whole));
  });

  test('a trace that is too large by itself goes alone, and no start makes no batch', () => {
    expect(renderOtlpBatches(timeline, 10)).toHaveLength(timeline.starts.length);
    expect(renderOtlpBatches({ ...timeline, starts: [] }, 10)).toEqual([]);
  });
});
