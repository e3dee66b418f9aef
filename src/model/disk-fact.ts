import type { AccountCheckPayload, FileOriginPayload, MentionPayload, PathCheckPayload } from './observation.ts';
import type { FactOrigin } from './fact.ts';

/** A unit file or drop-in as it stood on disk. */
export interface FileRead extends FactOrigin {
  readonly kind: 'file-read';
  readonly unit: string;
  readonly path: string;
  readonly text: string;
}

/** A link in a .wants, .requires or .upholds folder. */
export interface LinkRead extends FactOrigin {
  readonly kind: 'link-read';
  readonly owner: string;
  readonly setting: 'Wants' | 'Requires' | 'Upholds';
  readonly unit: string;
  readonly path: string;
}

/** What a path that a unit's settings name is on the host. */
export interface PathChecked extends FactOrigin, Omit<PathCheckPayload, 'source' | 'kind'> {
  readonly kind: 'path-checked';
}

/** Whether a user or group exists on the host. */
export interface AccountChecked extends FactOrigin, Omit<AccountCheckPayload, 'source' | 'kind'> {
  readonly kind: 'account-checked';
}

/** Which package a file belongs to, and when it last changed. */
export interface FileOriginRead extends FactOrigin, Omit<FileOriginPayload, 'source' | 'kind'> {
  readonly kind: 'file-origin-read';
}

/** A line outside of the unit files that names a unit. */
export interface MentionRead extends FactOrigin, Omit<MentionPayload, 'source' | 'kind'> {
  readonly kind: 'mention-read';
}

/** What was read from the host's disk. */
export type DiskFact = FileRead | LinkRead | PathChecked | AccountChecked | FileOriginRead | MentionRead;
