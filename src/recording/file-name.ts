import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Where a recording goes, and what earlier ones lie there. */
interface RecordingPlace {
  readonly path: string;
  /** Recordings of the same units with names made here, oldest first; none unless a folder was named. */
  readonly older: readonly string[];
}

/**
 * The file that was named; in a folder that was named, or here, one with a name made of the unit and the time. In a folder it is compressed, as a folder is
 * for recordings that go on and on.
 */
export function recordingPlace(writeTo: string | undefined, units: readonly string[], at: Date): RecordingPlace {
  if (writeTo !== undefined && !isFolder(writeTo)) return { path: writeTo, older: [] };
  const folder = writeTo ?? '';
  const ending = writeTo === undefined ? '.jsonl' : '.jsonl.gz';
  const stem = stemOf(units);
  const time = at.toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '');
  const name = (again: number): string => join(folder, `${stem}-${time}${again === 1 ? '' : `-${String(again)}`}${ending}`);
  let again = 1;
  const taken = namesIn(folder === '' ? '.' : folder);
  // Of an earlier recording of this second there may only be later parts.
  const isTaken = (path: string): boolean => taken.some((one) => partBase(one) === partBase(basename(path)));
  while (isTaken(name(again))) again += 1;
  return { path: name(again), older: writeTo === undefined ? [] : earlierRecordings(folder, stem) };
}

/** `whyalive-nginx.service`, `whyalive-nginx.service+2` for three units, `whyalive` for the whole manager; nothing in it that a shell or a file system minds. */
function stemOf([unit, ...more]: readonly string[]): string {
  if (unit === undefined) return 'whyalive';
  const safe = unit.replaceAll(/[^\w.@:-]/g, '_').slice(0, 150);
  return `whyalive-${safe}${more.length === 0 ? '' : `+${String(more.length)}`}`;
}

/** A name made here, taken apart: the stem, the time with the number of a second try, the part. */
const MADE_NAME = /^(.+?)-(\d{8}T\d{6}Z(?:-\d+)?)(?:\.(\d{1,9}))?\.jsonl(?:\.gz)?$/;

/** The files in a folder that have names made here; of any units when no stem is given. Oldest first, part by part; none when it cannot be read. */
export function earlierRecordings(folder: string, stem?: string): readonly string[] {
  return namesIn(folder === '' ? '.' : folder)
    .flatMap((name) => {
      const [, itsStem, time = '', part = '1'] = MADE_NAME.exec(name) ?? [];
      if (itsStem === undefined || (stem !== undefined && itsStem !== stem)) return [];
      return [{ path: join(folder, name), time, part: Number(part) }];
    })
    .toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : a.part - b.part))
    .map(({ path }) => path);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isFolder(path: string): boolean {
  return path.endsWith('/') || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** What the names of all parts of a recording begin with. */
export function partBase(path: string): string {
  return path.replace(/(?:\.\d{1,9})?(?:\.jsonl)?(?:\.gz)?$/, '');
}

/** The file of a part of a recording, counted from 1: `a.jsonl`, `a.2.jsonl`, and `a.jsonl.gz`, `a.2.jsonl.gz`. */
export function partName(path: string, part: number): string {
  if (part === 1) return path;
  const [, stem = path, ending = ''] = /^(.*?)((?:\.jsonl)?(?:\.gz)?)$/s.exec(path) ?? [];
  return `${stem}.${String(part)}${ending}`;
}
