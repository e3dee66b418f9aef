/** Every kind of finding, in the order in which they are told; the words for each stand in renderers/finding-wording.ts. */
export const FINDING_KINDS = [
  'masked',
  'bad-setting',
  'changed-on-disk',
  'exec-missing',
  'exec-not-executable',
  'interpreter-missing',
  'script-missing',
  'working-directory-missing',
  'user-missing',
  'group-missing',
  'environment-file-missing',
  'crash-loop',
  'start-limit-hit',
  'restart-hides-failures',
  'notify-without-ready',
  'watchdog-too-short',
  'path-stays-true',
  'socket-without-service',
  'timer-requires-service',
  'wants-missing',
  'on-failure-storm',
  'ordering-cycle',
] as const;

export type FindingKind = (typeof FINDING_KINDS)[number];
