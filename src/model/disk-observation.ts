// What is read from the host's disk: unit files, what their settings name, and the lines elsewhere that name units.

/** One unit file or drop-in, whole. `unit` is the unit that it declares (for a template: the template's name). */
export interface UnitFilePayload {
  readonly source: 'unit-files';
  readonly kind: 'unit-file';
  readonly unit: string;
  readonly path: string;
  readonly text: string;
}

/** A link in a .wants, .requires or .upholds folder: `owner` pulls in `unit`. */
export interface DependencyLinkPayload {
  readonly source: 'unit-files';
  readonly kind: 'dependency-link';
  readonly owner: string;
  readonly setting: 'Wants' | 'Requires' | 'Upholds';
  readonly unit: string;
  readonly path: string;
}

/** What a path that a unit's settings name is on this host. */
export interface PathCheckPayload {
  readonly source: 'unit-files';
  readonly kind: 'path-check';
  /**
   * As the unit's settings give it, without the root that `--root` names: an absolute path, of which the last part may be a pattern; the bare name of a program,
   * which is looked up as systemd does; or the name of a unit, which is looked for in the folders of unit files.
   */
  readonly path: string;
  readonly found: 'file' | 'directory' | 'other' | 'missing' | 'unreadable';
  /** Of a file: whether any execute bit is set. */
  readonly executable?: boolean;
  /** Of a file that begins with `#!`: that line without `#!`, e.g. `/usr/bin/env python3`. */
  readonly interpreter?: string;
  /** Of what is missing: names in the nearest folder that there is which look like it, whole paths, the likest first. */
  readonly near?: readonly string[];
}

/** Whether a user or group that a unit's settings name is known to this host's databases. */
export interface AccountCheckPayload {
  readonly source: 'unit-files';
  readonly kind: 'account-check';
  readonly database: 'user' | 'group';
  readonly name: string;
  readonly exists: boolean;
  /** Names that look like it. */
  readonly near?: readonly string[];
  /** Of a missing one: databases of nsswitch.conf that were not asked and may have it, e.g. `ldap`. */
  readonly unasked?: readonly string[];
}

/** Where a file of a unit comes from. */
export interface FileOriginPayload {
  readonly source: 'unit-files';
  readonly kind: 'file-origin';
  readonly path: string;
  /** µs of the wall clock, decimal: when its content (of a link: the link itself) last changed. */
  readonly modifiedUsec?: string;
  /** The package that owns it, e.g. `nginx-common`. */
  readonly package?: string;
}

/** A line outside of the unit files that names a unit which it can start: a D-Bus service file, a udev rule, a cron table, a script. */
export interface MentionPayload {
  readonly source: 'unit-files';
  readonly kind: 'mention';
  readonly where: 'bus-service' | 'udev-rule' | 'cron' | 'script' | 'generator' | 'sysv';
  readonly path: string;
  /** From 1 on. */
  readonly line: number;
  /** That line. */
  readonly text: string;
  /** The unit that it names. */
  readonly unit: string;
  /** The unit that runs the script. */
  readonly owner?: string;
  /** The bus name of a D-Bus service file. */
  readonly busName?: string;
}

export type DiskPayload =
  UnitFilePayload | DependencyLinkPayload | PathCheckPayload | AccountCheckPayload | FileOriginPayload | MentionPayload;
