import { isTime } from '../../model/instant.ts';
import { MAX_SUSPECTS, type Declaration, type Suspect } from '../../model/timeline.ts';
import type { History } from '../../history/history.ts';
import { PULL_IN_SETTINGS } from '../../systemd/relations.ts';
import { actionsFor } from './emergency.ts';
import { unitsOf } from '../../history/instances.ts';
import { mentionersOf, udevRulesFor } from './mentions.ts';
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

/** Targets that every boot reaches (bootup(7)); what starts them is not listed as a suspect. */
const REACHED = new Set([
  'sysinit.target',
  'basic.target',
  'sockets.target',
  'timers.target',
  'paths.target',
  'slices.target',
  'swap.target',
  'local-fs.target',
]);
const GOALS = new Set(['default.target', 'multi-user.target', 'graphical.target']);

/** Whether a target is a milestone of the boot, above which there is nothing but the boot. */
function isMilestone(unit: string, history: History): boolean {
  return REACHED.has(unit) || GOALS.has(unit) || unit === history.canonical('default.target');
}

/** Whether each boot starts this target; undefined where the default target is not known. */
function isReachedByBoot(target: string, history: History): boolean | undefined {
  if (REACHED.has(target)) return true;
  const goal = history.canonical('default.target');
  if (target === goal) return true;
  if (history.edges.namedBy(target, ...PULL_IN_SETTINGS).includes(goal)) return true;
  return goal === 'default.target' ? (target === 'multi-user.target' ? true : undefined) : false;
}

const GENERATED = /\/systemd\/(?:user-)?generator(?:\.early|\.late)?\//;

/** The place with the package that owns it and its last change, where they were read. */
function withOrigin(place: Declaration, history: History): Declaration {
  const origin = history.disk.fileOrigins.get(place.path);
  if (origin === undefined) return place;
  const { package: owner, modifiedUsec } = origin;
  return {
    ...place,
    ...defined({
      package: owner,
      modifiedAt: modifiedUsec === undefined || !isTime(BigInt(modifiedUsec)) ? undefined : { realtimeUsec: BigInt(modifiedUsec) },
    }),
  };
}

/** What a generator made of another file is said to be so: the sentence's end, e.g. `made by a generator from /etc/fstab`. */
function generatedFrom(places: readonly Declaration[], units: readonly string[], history: History): string | undefined {
  if (!places.some(({ path }) => GENERATED.test(path))) return undefined;
  const sources = units.flatMap((unit) => history.unit(unit).files.flatMap(({ text }) => /^SourcePath=(.+)$/m.exec(text)?.[1] ?? []));
  return sources[0] === undefined ? 'made by a generator' : `made by a generator from ${sources[0]}`;
}
