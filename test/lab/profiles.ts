import { BACKGROUND, LOG_IN } from './host/background.ts';
import { PACKAGES } from './host/packages.ts';
import type { LabFile } from './lab-file.ts';
import type { Scenario } from './scenario.ts';

/** What a profile has beside the plain root of a suite. */
export interface LabProfile {
  readonly title: string;
  /** Packages of Debian that are installed into a copy of that root. */
  readonly packages: readonly string[];
  /** Their services are started, as the packages have them enabled. */
  readonly services?: boolean;
  /** Absolute path → what lies there before the boot. */
  readonly files?: Readonly<Record<string, LabFile>>;
  /** /bin/sh -e, as root, when the bus answers. */
  readonly whenUp?: string;
  /**
   * The boot takes so long that half of the stories begin while it still goes on (see `beginsWhileBooting`), and all take longer than on a host that does nothing else: what
   * repeats by the clock may repeat more often.
   */
  readonly slowBoot?: boolean;
}

/** The kinds of host that every scenario is played on; `plain` is a Debian with little but systemd. */
export const PROFILES = {
  plain: { title: 'a small Debian', packages: [] },
  'dbus-broker': { title: 'dbus-broker as the bus of the system and of users', packages: ['dbus-broker'] },
  host: {
    title: 'some 60 services, people, and no moment in which nothing happens',
    packages: PACKAGES,
    services: true,
    files: BACKGROUND,
    whenUp: LOG_IN,
    slowBoot: true,
  },
} as const satisfies Readonly<Record<string, LabProfile>>;

export type ProfileName = keyof typeof PROFILES;

export function isProfileName(name: string): name is ProfileName {
  return Object.hasOwn(PROFILES, name);
}

/**
 * Whether a story begins while the boot still goes on: every second one, by its name, where the boot takes long. A story of what the boot itself started waits for its
 * end.
 */
export function beginsWhileBooting({ name, atBoot }: Pick<Scenario, 'name' | 'atBoot'>, profile: ProfileName): boolean {
  const { slowBoot }: LabProfile = PROFILES[profile];
  return slowBoot === true && atBoot !== true && name.length % 2 === 0;
}
