import type { LabFile } from '../lab-file.ts';

/** One way in which a unit comes back, and the commands that keep it down. */
export interface KeepDownStory {
  /** kebab-case, unique. */
  readonly name: string;
  readonly title: string;
  /** The unit that is kept down; it runs after `setup`. */
  readonly unit: string;
  /** File name under /etc/systemd/system → text. */
  readonly units?: Readonly<Record<string, LabFile>>;
  /** The same under /usr/lib/systemd/system, as packages ship them. */
  readonly shipped?: Readonly<Record<string, LabFile>>;
  /** The same under /home/alice/.config/systemd/user; whyalive and the commands run as alice then. */
  readonly userUnits?: Readonly<Record<string, LabFile>>;
  /** Absolute path → file. */
  readonly files?: Readonly<Record<string, LabFile>>;
  /** The first version of systemd that knows the setting. */
  readonly since?: number;
  /** /bin/sh -e, as root (alice's when she has units): makes the unit run, and arms what brings it back. */
  readonly setup: string;
  /** /bin/sh: what would bring it back, from before the first command until the end, e.g. a client that connects in a loop; none where that is the manager's own doing. */
  readonly poke?: string;
  /** The same, of what only the lasting commands withstand, e.g. somebody who starts a unit that wants it. */
  readonly pokeLasting?: string;
  /** What is to be told, whole lines; of each, every command and every unit that it names is proved to be needed. */
  readonly untilReboot: readonly string[];
  readonly lasting: readonly string[];
  /** Units that the commands name to close a race that cannot be made to happen each time: left out, the unit mostly stays down, too. */
  readonly againstRaces?: readonly string[];
  /** What is to be told to break by the first, as `unit setting of`. */
  readonly breaks?: readonly string[];
}

/** Keeps literal types of a definition without a cast. */
export function defineStory(story: KeepDownStory): KeepDownStory {
  return story;
}
