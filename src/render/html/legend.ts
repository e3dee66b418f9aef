import type { MechanismName } from '../../model/mechanism.ts';
import { mechanismPhrase } from '../words/phrases.ts';
import { isBad } from './picture/life.ts';
import { EVENT_GLYPHS, glyph, markInText, type Glyph } from './picture/marks.ts';
import { el, type PageElement } from './picture/node.ts';
import { glyphOf } from './row.ts';
import type { Scene } from './picture/scene.ts';

/** What the marks of this picture mean; only those that stand in it. */
export function legend(scene: Scene): PageElement {
  const mechanisms = new Set<MechanismName>(scene.told.starts.map(({ start }) => start.mechanism));
  const events = new Map<Glyph, string>(
    scene.drawnEvents.map(({ event }) => [
      EVENT_GLYPHS[event.kind],
      event.kind === 'start-limit-hit'
        ? 'start limit hit'
        : isBad(event)
          ? 'failed'
          : EVENT_GLYPHS[event.kind] === 'ring'
            ? 'not a start'
            : 'stopped or done',
    ]),
  );
  const strengths = new Set(scene.hops.map(({ strength }) => strength));
  const line = (name: string): PageElement => lineInText(el('path', { class: `arrow ${name}`, d: 'M 1 6 L 29 6' }));
  const bar = lineInText(el('rect', { class: 'run', x: 0, y: 0, width: 30, height: 12 }));
  return el(
    'ul',
    { class: 'legend', 'aria-label': 'Legend' },
    ...[...mechanisms].map((mechanism) => el('li', {}, glyphOf({ mechanism }), `started by ${mechanismPhrase(mechanism)}`)),
    ...(scene.life.runs.length === 0 ? [] : [el('li', {}, bar, 'running')]),
    ...[...events].map(([name, words]) => el('li', {}, markInText(...glyph(name)), words)),
    ...(strengths.has('correlated') ? [el('li', {}, line('correlated'), 'likely')] : []),
    ...(strengths.has('possible') ? [el('li', {}, line('possible'), 'possible, no more')] : []),
    ...(scene.eventsLeftOut === 0 ? [] : [el('li', {}, `${String(scene.eventsLeftOut)} of the events are not drawn, only listed below`)]),
    ...(scene.gaps.length === 0 ? [] : [el('li', {}, el('span', { class: 'hatched' }), 'not seen')]),
  );
}

function lineInText(shape: PageElement): PageElement {
  return el('svg', { class: 'glyph line', viewBox: '0 0 30 12', 'aria-hidden': 'true' }, shape);
}
