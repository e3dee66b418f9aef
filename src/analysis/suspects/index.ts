import { MAX_SUSPECTS, type Suspect } from '../../model/timeline.ts';
import type { History } from '../../history/history.ts';
import { isMilestone, isReachedByBoot } from './boot.ts';
import { actionsFor } from './emergency.ts';
import { unitsOf } from '../../history/instances.ts';
import { mentionersOf, udevRulesFor } from './mentions.ts';
import { generatedFrom, withOrigin } from './origin.ts';
import { endingsOf, pullsOf } from './pulls.ts';
import { ownRestart, restartsWith } from './restarts.ts';
import { triggersOf } from './triggers.ts';
import { defined } from '../../defined.ts';

/** What can start one unit, one hop away: a suspect without its path to the requested unit. */
export type Starter = Omit<Suspect, 'via' | 'to' | 'host'>;

/**
 * All that can start a unit, at any distance: what starts it, what starts that, and so on; cycles are cut. `via` lists the units between, the nearest to `from` first.
 * Of a template, what can start its instances.
 */
export function suspectsOf(requested: string, history: History): readonly Suspect[] {
  return unitsOf(requested, history).flatMap((unit) => suspectsOfOne(unit, history));
}

function suspectsOfOne(unit: string, history: History): readonly Suspect[] {
  const found: Suspect[] = [];
  const reached = new Map<string, Way>([[unit, { via: [] }]]);
  for (const [target, way] of reached) {
    const via = target === unit ? [] : [target, ...way.via];
    for (const starter of directStartersOf(target, unit, history)) {
      if (found.length >= MAX_SUSPECTS) return found;
      const { from } = starter;
      const other = from.kind === 'unit' && from.unit !== target ? from.unit : undefined;
      if (other === unit) continue;
      const strength = way.strength ?? starter.strength;
      found.push({ ...dressed(starter, target, history), ...defined({ strength }), via, to: unit });
      if (other === undefined) continue;
      if (isMilestone(other, history)) found.push(...bootOf(other, starter, target, unit, [other, ...via], strength, history));
      else if (!reached.has(other) && starter.mechanism !== 'restart-propagation') reached.set(other, defined({ via, strength }));
    }
  }
  return found;
}

/** The shortest path from a unit to the requested one. */
interface Way {
  readonly via: readonly string[];
  readonly strength?: 'possible';
}

function directStartersOf(target: string, unit: string, history: History): readonly Starter[] {
  return [
    ...triggersOf(target, history),
    ...mentionersOf(target, history),
    ...endingsOf(target, history),
    ...(target === unit ? actionsFor(target, history) : []),
    ...pullsOf(target, history),
    ...ownRestart(target, history),
    // A restart starts nothing that is down, so restarts on the way are not followed.
    ...(target === unit ? restartsWith(target, history) : []),
  ];
}

function dressed(starter: Starter, target: string, history: History): Starter {
  const { from, declaredIn, detail } = starter;
  const places = starter.mechanism === 'device' && declaredIn.length === 0 ? udevRulesFor(target, history) : declaredIn;
  const generated = generatedFrom(places, from.kind === 'unit' ? [from.unit, target] : [target], history);
  const words = [detail, generated].filter((part) => part !== undefined).join(', ');
  return {
    ...starter,
    ...defined({ detail: words === '' ? undefined : words }),
    declaredIn: places.map((place) => withOrigin(place, history)),
  };
}

function bootOf(
  milestone: string,
  { declaredIn }: Starter,
  target: string,
  unit: string,
  via: readonly string[],
  strength: Suspect['strength'],
  history: History,
): readonly Suspect[] {
  if (isReachedByBoot(milestone, history) === false) return [];
  const isEnabled = declaredIn.some(({ path, line }) => line === undefined && path.includes('.wants/'));
  return [
    defined({
      mechanism: 'boot',
      from: { kind: 'boot' },
      via,
      to: unit,
      enabled: isEnabled ? target : undefined,
      detail: isEnabled ? `${target === unit ? 'enabled' : `${target} is enabled`}, at boot` : 'at boot',
      strength,
      declaredIn: declaredIn.map((place) => withOrigin(place, history)),
      remedy: [],
    }),
  ];
}
