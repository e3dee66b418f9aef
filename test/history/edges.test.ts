import { describe, expect, it } from 'vitest';
import { createEdges } from '../../src/history/edges.ts';
import type { Properties } from '../../src/model/observation.ts';
import { excerpt } from './excerpt.ts';

const described = new Map<string, Properties>();
for (const { payload } of excerpt('required-by-live'))
  if (payload.kind === 'unit-properties') described.set(payload.unit, payload.properties);
const front = described.get('front.service') ?? {};
const back = described.get('back.service') ?? {};
const NOW = { realtimeUsec: 1n };

describe('the graph of who names whom', () => {
  it('is known from either end', () => {
    const fromOwner = createEdges();
    fromOwner.describe('front.service', front, NOW);
    expect(fromOwner.namedBy('back.service', 'Requires')).toEqual(['front.service']);
    expect(fromOwner.targetsOf('front.service', 'Requires')).toContain('back.service');

    const fromTarget = createEdges();
    fromTarget.describe('back.service', back, NOW);
    expect(fromTarget.namedBy('back.service', 'Requires')).toEqual(['front.service']);
  });

  it('holds an edge once, however often it is told', () => {
    const edges = createEdges();
    edges.describe('front.service', front, NOW);
    edges.describe('back.service', back, NOW);
    edges.declare('front.service', 'Requires', 'back.service');
    expect(edges.namedBy('back.service', 'Requires')).toEqual(['front.service']);
  });

  it('keeps one setting apart from another', () => {
    const edges = createEdges();
    edges.describe('front.service', front, NOW);
    expect(edges.namedBy('back.service', 'Wants')).toEqual([]);
  });

  it('forgets what the manager says no more, as after an edit and daemon-reload', () => {
    const edges = createEdges();
    edges.describe('front.service', front, NOW);
    edges.describe('front.service', { ...front, Requires: ['system.slice'] }, NOW);
    expect(edges.namedBy('back.service', 'Requires')).toEqual([]);
    expect(edges.targetsOf('front.service', 'Requires')).toEqual(['system.slice']);
  });

  it('takes a file for what the manager has not loaded', () => {
    const edges = createEdges();
    edges.declare('front.service', 'Requires', 'back.service');
    expect(edges.namedBy('back.service', 'Requires')).toEqual(['front.service']);
    expect(edges.targetsOf('front.service', 'Requires')).toEqual(['back.service']);
  });

  it('believes the manager, not the file, of a unit that it has loaded', () => {
    const edges = createEdges();
    edges.describe('front.service', { ...front, Requires: [] }, NOW);
    edges.declare('front.service', 'Requires', 'back.service');
    expect(edges.namedBy('back.service', 'Requires')).toEqual([]);
    expect(edges.targetsOf('front.service', 'Requires')).toEqual([]);
  });

  it('believes the manager also when the file was read before', () => {
    const edges = createEdges();
    edges.declare('front.service', 'Requires', 'back.service');
    edges.describe('front.service', { ...front, Requires: [] }, NOW);
    expect(edges.namedBy('back.service', 'Requires')).toEqual([]);
  });

  it('says nothing of properties that were not told', () => {
    const edges = createEdges();
    edges.describe('front.service', front, NOW);
    edges.describe('front.service', { Id: 'front.service' }, NOW);
    expect(edges.namedBy('back.service', 'Requires')).toEqual(['front.service']);
  });

  it('forgets what the manager said of a unit, and keeps what a file declares', () => {
    const edges = createEdges();
    edges.describe('front.service', front, NOW);
    edges.describe('back.service', back, NOW);
    edges.declare('front.service', 'Wants', 'other.service');
    edges.forget('back.service');
    expect(edges.namedBy('back.service', 'Requires')).toEqual(['front.service']);
    edges.forget('front.service');
    expect(edges.namedBy('back.service', 'Requires')).toEqual([]);
    expect(edges.namedBy('system.slice', 'Requires')).toEqual([]);
    expect(edges.targetsOf('front.service', 'Wants')).toEqual(['other.service']);
  });

  it('knows until when a unit did not name another that it names now', () => {
    const edges = createEdges();
    const at = (realtimeUsec: bigint) => ({ realtimeUsec });
    edges.describe('front.service', { ...front, Requires: [] }, at(1n));
    edges.describe('front.service', { ...front, Requires: [] }, at(2n));
    edges.describe('front.service', front, at(3n));
    edges.describe('front.service', front, at(4n));
    expect(edges.absentUntil('front.service', 'Requires', 'back.service')).toEqual(at(2n));
    expect(edges.absentUntil('front.service', 'Wants', 'back.service')).toBeUndefined();
    edges.forget('front.service');
    expect(edges.absentUntil('front.service', 'Requires', 'back.service')).toBeUndefined();
  });
});
