import type { History } from '../../history/history.ts';
import type { Declaration } from '../../model/timeline.ts';
import { defined } from '../../defined.ts';

const GENERATED = /\/systemd\/(?:user-)?generator(?:\.early|\.late)?\//;

/** The place with the package that owns it and its last change, where they were read. */
export function withOrigin(place: Declaration, history: History): Declaration {
  const origin = history.disk.fileOrigins.get(place.path);
  if (origin === undefined) return place;
  const { package: owner, modifiedUsec } = origin;
  return {
    ...place,
    ...defined({ package: owner, modifiedAt: modifiedUsec === undefined ? undefined : { realtimeUsec: BigInt(modifiedUsec) } }),
  };
}

/** What a generator made of another file is said to be so: the sentence's end, e.g. `made by a generator from /etc/fstab`. */
export function generatedFrom(places: readonly Declaration[], units: readonly string[], history: History): string | undefined {
  if (!places.some(({ path }) => GENERATED.test(path))) return undefined;
  const sources = units.flatMap((unit) => history.unit(unit).files.flatMap(({ text }) => /^SourcePath=(.+)$/m.exec(text)?.[1] ?? []));
  return sources[0] === undefined ? 'made by a generator' : `made by a generator from ${sources[0]}`;
}
