/** What a profile has beside the plain root of a suite. */
interface LabProfile {
  readonly title: string;
  /** Packages of Debian that are installed into a copy of that root. */
  readonly packages: readonly string[];
}

/** The kinds of host that every scenario is played on; `plain` is a Debian with little but systemd. */
export const PROFILES = {
  plain: { title: 'a small Debian', packages: [] },
  'dbus-broker': { title: 'dbus-broker as the bus of the system and of users', packages: ['dbus-broker'] },
} as const satisfies Readonly<Record<string, LabProfile>>;

export type ProfileName = keyof typeof PROFILES;

export function isProfileName(name: string): name is ProfileName {
  return Object.hasOwn(PROFILES, name);
}
