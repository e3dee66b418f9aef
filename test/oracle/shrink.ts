import type { Story, StoryFile } from './story.ts';

/** Plays a smaller story and says whether it still goes wrong. */
export type StillFails = (story: Story) => Promise<boolean>;

export interface ShrinkOptions {
  /** Candidates that are played at a time; of those that still fail the first is taken. */
  readonly jobs: number;
  /** So many plays at most: each boots a lab. */
  readonly plays: number;
  readonly onStep?: (story: Story, plays: number) => void;
}

/** The fewest steps, units and lines that still go wrong, as far as the plays suffice: ddmin over the steps, then the units, then their lines, and once more. */
export async function shrink(story: Story, fails: StillFails, options: ShrinkOptions): Promise<Story> {
  const budget = { plays: options.plays };
  const firstOf = async (candidates: readonly Story[]): Promise<Story | undefined> => {
    for (let at = 0; at < candidates.length && budget.plays > 0; at += options.jobs) {
      const some = candidates.slice(at, at + Math.min(options.jobs, budget.plays));
      budget.plays -= some.length;
      const failing = await Promise.all(some.map(fails));
      const found = some[failing.indexOf(true)];
      if (found !== undefined) {
        options.onStep?.(found, options.plays - budget.plays);
        return found;
      }
    }
    return undefined;
  };
  let smallest = story;
  for (let size = Infinity; sizeOf(smallest) < size && budget.plays > 0;) {
    size = sizeOf(smallest);
    smallest = await minimise(smallest, ({ steps }) => steps, withSteps, firstOf);
    smallest = await minimise(smallest, ({ units }) => Object.keys(units), withUnits, firstOf);
    smallest = await minimise(smallest, linesOf, withLines, firstOf);
  }
  return smallest;
}

function sizeOf(story: Story): number {
  return story.steps.length + Object.keys(story.units).length + linesOf(story).length;
}

/** ddmin (Zeller and Hildebrandt): leaves out ever smaller parts, as long as what is left still fails. */
async function minimise<T>(
  story: Story,
  partsOf: (story: Story) => readonly T[],
  rebuild: (story: Story, parts: readonly T[]) => Story,
  firstOf: (candidates: readonly Story[]) => Promise<Story | undefined>,
): Promise<Story> {
  let current = story;
  let pieces = 2;
  for (;;) {
    const parts = partsOf(current);
    if (parts.length === 0) return current;
    const length = Math.ceil(parts.length / pieces);
    const candidates: Story[] = [];
    // The end first: what happened after the wrong claim is not needed.
    for (let from = length * (Math.ceil(parts.length / length) - 1); from >= 0; from -= length) {
      candidates.push(rebuild(current, [...parts.slice(0, from), ...parts.slice(from + length)]));
    }
    const found = await firstOf(candidates);
    if (found !== undefined) {
      current = found;
      pieces = Math.max(2, pieces - 1);
    } else if (length <= 1) return current;
    else pieces = Math.min(parts.length, pieces * 2);
  }
}

function withSteps(story: Story, steps: readonly string[]): Story {
  return { ...story, steps };
}

/** Without the other units, and without what names them. */
export function withUnits(story: Story, names: readonly string[]): Story {
  const kept = new Set(names);
  const gone = Object.keys(story.units).filter((name) => !kept.has(name) && !name.includes('/'));
  const names_ = gone.map((name) => name.replace(/[.]/g, '\\.').replace('@\\.', '@[^. ]*\\.'));
  const mention = new RegExp(`(?<![\\w.@-])(?:${names_.join('|')})(?![\\w-])`, 'g');
  const isNamed = (text: string): boolean => names_.length > 0 && text.search(mention) >= 0;
  const units = Object.entries(story.units)
    .filter(([name, file]) => kept.has(name) && !isNamed(name.replace(/\.d\/.*/, '')) && !('link' in file && isNamed(file.link)))
    .map(([name, file]): [string, StoryFile] => [name, 'link' in file ? file : file.filter((line) => !isNamed(line))]);
  const steps = story.steps.map((step) => without(step, mention, isNamed)).filter((step) => step !== undefined);
  return { ...story, units: Object.fromEntries(units), steps };
}

/** `systemctl start a b` keeps `a`; what is left with nobody to act on is dropped. */
function without(step: string, mention: RegExp, isNamed: (text: string) => boolean): string | undefined {
  if (!isNamed(step)) return step;
  const left = step.replace(mention, '').replace(/ +/g, ' ').trim();
  return /^(?:timeout \d+ )?systemctl (?:[a-z-]+)(?: --no-block)?(?: [\w@-]+\.[a-z]+)+$/.test(left) ? left : undefined;
}

interface Line {
  readonly unit: string;
  readonly at: number;
}

/** The settings; headings stay. */
function linesOf({ units }: Story): Line[] {
  return Object.entries(units).flatMap(([unit, file]) =>
    'link' in file ? [] : file.flatMap((line, at) => (line.startsWith('[') || line.startsWith('Description=') ? [] : [{ unit, at }])),
  );
}

function withLines(story: Story, lines: readonly Line[]): Story {
  const kept = new Set(lines.map(({ unit, at }) => `${unit}:${at}`));
  const units = Object.entries(story.units).map(([unit, file]): [string, StoryFile] => [
    unit,
    'link' in file ? file : file.filter((line, at) => line.startsWith('[') || line.startsWith('Description=') || kept.has(`${unit}:${at}`)),
  ]);
  return { ...story, units: Object.fromEntries(units) };
}
