import type { LabFile } from '../lab/lab-file.ts';

/** A story that nobody thought out, or one that was shrunk and kept: units, and what is done to them. Its truth is not in it; systemd's debug log has it. */
export interface Story {
  readonly name: string;
  /** The seed that it was made from. */
  readonly seed?: number;
  /** Kept stories: the versions on which it told something wrong; it is played on these. */
  readonly versions?: readonly number[];
  /** Kept stories: what was told, and what is true. */
  readonly why?: string;
  /** File name under /etc/systemd/system → its lines; a drop-in as `x.service.d/y.conf`. Read before the boot ends. */
  readonly units: Readonly<Record<string, StoryFile>>;
  /** Absolute path → its lines. */
  readonly files?: Readonly<Record<string, StoryFile>>;
  /** A user with a manager of her own, and units of hers. */
  readonly userUnits?: Readonly<Record<string, StoryFile>>;
  /** Lines of /bin/bash, one after the other; a line that fails stops nothing. Their processes belong to no unit. */
  readonly steps: readonly string[];
}

/** Lines of a text, or where a symbolic link points. */
export type StoryFile = readonly string[] | { readonly link: string };

/** As the lab wants it. */
export function labFileOf(file: StoryFile): LabFile {
  return 'link' in file ? file : `${file.join('\n')}\n`;
}

/** The units to watch: all that have a name of their own; no templates, drop-ins and links. */
export function watchedUnits({ units, steps }: Story): string[] {
  const named = Object.entries(units)
    .filter(([name, file]) => !('link' in file) && !name.includes('/') && !name.includes('@.'))
    .map(([name]) => name);
  const instances = [
    ...Object.values(units).flatMap((file) => ('link' in file ? [file.link] : file)),
    ...steps,
    ...Object.keys(units),
  ].flatMap((line) => line.match(/[a-z0-9-]+@[a-z0-9]+\.(?:service|target|socket)/g) ?? []);
  return [...new Set([...named, ...instances])].filter((name) => !name.endsWith('.slice') || name in units).sort();
}

/** A file that can be kept. */
export function printStory(story: Story): string {
  return `${JSON.stringify(story, undefined, 2)}\n`;
}
