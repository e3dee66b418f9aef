/**
 * The settings by which a start of one unit pulls in another, in the order in which a transaction follows them
 * (transaction_add_job_and_dependencies() in src/core/transaction.c): first what is required, then what is wanted.
 */
export const PULL_IN_RELATIONS = [
  { setting: 'Requires', reverse: 'RequiredBy' },
  { setting: 'BindsTo', reverse: 'BoundBy' },
  { setting: 'Wants', reverse: 'WantedBy' },
  { setting: 'Upholds', reverse: 'UpheldBy' },
] as const;

export const PULL_IN_SETTINGS: readonly PullInSetting[] = PULL_IN_RELATIONS.map(({ setting }) => setting);

/** The settings by which a unit follows a restart of another that it names. */
export const RESTART_RELATIONS = [
  { setting: 'Requires', reverse: 'RequiredBy' },
  { setting: 'BindsTo', reverse: 'BoundBy' },
  { setting: 'PartOf', reverse: 'ConsistsOf' },
  { setting: 'Requisite', reverse: 'RequisiteOf' },
] as const;

/** The settings by which one unit's end starts another, and those by which a unit triggers another. */
export const OTHER_RELATIONS = [
  { setting: 'OnFailure', reverse: 'OnFailureOf' },
  { setting: 'OnSuccess', reverse: 'OnSuccessOf' },
  { setting: 'Triggers', reverse: 'TriggeredBy' },
  { setting: 'PropagatesStopTo', reverse: 'StopPropagatedFrom' },
  { setting: 'Conflicts', reverse: 'ConflictedBy' },
] as const;

export type PullInSetting = (typeof PULL_IN_RELATIONS)[number]['setting'];
type RestartSetting = (typeof RESTART_RELATIONS)[number]['setting'];
export type RelationSetting = PullInSetting | RestartSetting | (typeof OTHER_RELATIONS)[number]['setting'];

/** Every relation once: the property on the unit that declares it, and its mirror on the other unit. */
export const RELATIONS: readonly { readonly setting: RelationSetting; readonly reverse: string }[] = [
  ...PULL_IN_RELATIONS,
  ...RESTART_RELATIONS.filter(({ setting }) => setting === 'PartOf' || setting === 'Requisite'),
  ...OTHER_RELATIONS,
];
