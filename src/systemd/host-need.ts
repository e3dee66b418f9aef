import { parseExecLine, splitWords, type ExecCommand } from './exec-line.ts';
import { behindEnv, scriptArgument } from './interpreter.ts';
import { isYes, lastSettingLine, settingLines, type SettingLine, type UnitFileText } from './unit-file-syntax.ts';
import { expandAllSpecifiers } from './unit-specifiers.ts';
import { table } from '../table.ts';

/** Something of the host that a unit's settings name and that must be there. */
export interface HostNeed {
  readonly kind: 'program' | 'script' | 'working-directory' | 'environment-file' | 'condition' | 'user' | 'group';
  /** The name of the setting. */
  readonly setting: string;
  /** Where it stands, and its value as written. */
  readonly line: SettingLine;
  /** An absolute path on the host, of an environment file perhaps a pattern; a bare program name; the name of an account. */
  readonly name: string;
  /** What runs the script. */
  readonly interpreter?: string;
  /** The folder that RootDirectory= makes the root of the unit's processes, `` without one; `name` has it in front. */
  readonly root: string;
  /** The unit's processes have their own search path for programs, so what env finds is unknown. */
  readonly ownPath: boolean;
  /** The unit can do without: its value begins with `-`. */
  readonly optional: boolean;
}

/** The settings that hold commands, in the order in which systemd runs them. */
export const EXEC_SETTINGS = [
  'ExecCondition',
  'ExecStartPre',
  'ExecStart',
  'ExecStartPost',
  'ExecReload',
  'ExecStop',
  'ExecStopPost',
] as const;

const CONDITIONS = [
  'ConditionPathExists',
  'ConditionPathIsDirectory',
  'ConditionFileNotEmpty',
  'ConditionFileIsExecutable',
  'ConditionDirectoryNotEmpty',
  'ConditionPathIsReadWrite',
];

/** Settings with which the unit's processes see another file system than the host's: a path that is missing on the host may exist for them. */
const OTHER_VIEW = [
  'RootImage',
  'ExtensionImages',
  'ExtensionDirectories',
  'MountImages',
  'BindPaths',
  'BindReadOnlyPaths',
  'ExecSearchPath',
];

/** Folders that systemd makes before it runs anything, with the place where it makes them. */
const MADE_BY_SYSTEMD: Readonly<Record<string, string>> = table({
  RuntimeDirectory: '/run',
  StateDirectory: '/var/lib',
  CacheDirectory: '/var/cache',
  LogsDirectory: '/var/log',
  ConfigurationDirectory: '/etc',
});

/** Everything on the host that the files of a unit name; names that are unknown because of specifiers, variables or the unit's own view of the file system are left out. */
export function hostNeeds(files: readonly UnitFileText[], unit: string, isSystem: boolean): HostNeed[] {
  const expand = (value: string): string | undefined => expandAllSpecifiers(value, unit, isSystem);
  const last = (setting: string): SettingLine | undefined => lastSettingLine(files, setting);
  const ownPath = !isSystem || setsPath(files);
  const need = (kind: HostNeed['kind'], setting: string, line: SettingLine, value: string): HostNeed[] => {
    const optional = value.startsWith('-');
    const name = expand(optional ? value.slice(1) : value);
    return name === undefined || name.includes('$') || name === '' ? [] : [{ kind, setting, line, name, root: '', ownPath, optional }];
  };
  const conditions = CONDITIONS.flatMap((setting) =>
    settingLines(files, setting)
      .filter(({ value }) => value.startsWith('/'))
      .flatMap((line) => need('condition', setting, line, line.value)),
  );
  const environment = settingLines(files, 'EnvironmentFile')
    .filter(({ value }) => /^-?[/%]/.test(value))
    .flatMap((line) => need('environment-file', 'EnvironmentFile', line, line.value));
  const accounts = isSystem ? accountNeeds(files, need) : [];
  const hasOtherView = OTHER_VIEW.some((setting) => settingLines(files, setting).length > 0);
  const root = last('RootDirectory');
  const rootPath = root === undefined ? '' : expand(root.value.replace(/^-/, ''))?.replace(/\/+$/, '');
  if (hasOtherView || rootPath === undefined) return [...conditions, ...environment, ...accounts];

  const made = Object.entries(MADE_BY_SYSTEMD).flatMap(([setting, place]) =>
    settingLines(files, setting).flatMap(({ value }) =>
      splitWords(value).map(({ text }) => `${place}/${expand(text.replace(/:.*$/s, '')) ?? ''}`),
    ),
  );
  const isStartOnly = isYes(last('RootDirectoryStartOnly'));
  const workingLine = last('WorkingDirectory');
  const working =
    workingLine === undefined || workingLine.value.replace(/^-/, '').startsWith('~')
      ? []
      : need('working-directory', 'WorkingDirectory', workingLine, workingLine.value)
          .filter(({ name }) => name.startsWith('/') && !made.some((folder) => folder === name || folder.startsWith(`${name}/`)))
          .map((one) => ({ ...one, root: rootPath, name: `${rootPath}${one.name}` }));
  const folder = workingLine === undefined ? '/' : workingLine.value.startsWith('/') ? expand(workingLine.value) : undefined;
  const commands = EXEC_SETTINGS.flatMap((setting) =>
    settingLines(files, setting).flatMap((line) =>
      parseExecLine(line.value).flatMap((command) =>
        commandNeeds({ setting, line, command, expand, folder, root: setting === 'ExecStart' || !isStartOnly ? rootPath : '', ownPath }),
      ),
    ),
  );
  return [...conditions, ...commands, ...working, ...environment, ...accounts];
}

/** Settings from which PATH= may come besides Environment=; with PAMName=, from the files of pam_env(8). */
const MORE_ENVIRONMENT = ['EnvironmentFile', 'PassEnvironment', 'PAMName'];

function setsPath(files: readonly UnitFileText[]): boolean {
  const isSet = settingLines(files, 'Environment').some(({ value }) => splitWords(value).some(({ text }) => text.startsWith('PATH=')));
  return isSet || MORE_ENVIRONMENT.some((setting) => settingLines(files, setting).length > 0);
}

type Need = (kind: HostNeed['kind'], setting: string, line: SettingLine, value: string) => HostNeed[];

function accountNeeds(files: readonly UnitFileText[], need: Need): HostNeed[] {
  const isDynamic = isYes(lastSettingLine(files, 'DynamicUser'));
  const named = (kind: 'user' | 'group', setting: string, lines: readonly SettingLine[]): HostNeed[] =>
    lines
      .flatMap((line) => line.value.split(/\s+/).flatMap((word) => need(kind, setting, line, word)))
      .filter(({ name }) => !/^\d+$/.test(name));
  return [
    ...(isDynamic ? [] : named('user', 'User', settingLines(files, 'User').slice(-1))),
    ...(isDynamic ? [] : named('group', 'Group', settingLines(files, 'Group').slice(-1))),
    ...named('group', 'SupplementaryGroups', settingLines(files, 'SupplementaryGroups')),
  ];
}

interface NamedCommand {
  readonly setting: string;
  readonly line: SettingLine;
  readonly command: ExecCommand;
  readonly expand: (value: string) => string | undefined;
  /** Where a relative path begins; undefined when that is not known. */
  readonly folder: string | undefined;
  readonly root: string;
  readonly ownPath: boolean;
}

/** The program of a command, what `env` in front of it runs, and the script that it interprets. A shell's own line is not looked into. */
function commandNeeds({ setting, line, command, expand, folder, root, ownPath }: NamedCommand): HostNeed[] {
  const program = expand(command.program);
  if (command.inShell || program === undefined || /[$*]/.test(program) || (program.includes('/') && !program.startsWith('/'))) return [];
  const base = { setting, line, root, ownPath, optional: command.ignoresFailure };
  // Below another root a bare name is looked up there, in folders that are not known here.
  const isKnown = (path: string): boolean => path.startsWith('/') || root === '';
  const below = (path: string): string => (path.startsWith('/') ? `${root}${path}` : path);
  const args = command.args.map((word) => expand(word) ?? '$');
  const inner = /(?:^|\/)env$/.test(program) ? behindEnv(args) : undefined;
  const runner = inner ?? { program, args };
  const script = scriptArgument(runner.program, runner.args);
  const isInnerKnown = inner !== undefined && /^[\w.+-]+$|^\//.test(inner.program) && isKnown(inner.program);
  const path =
    script === undefined || script.startsWith('/') ? script : folder === undefined ? undefined : `${folder.replace(/\/$/, '')}/${script}`;
  return [
    ...(isKnown(program) ? [{ ...base, kind: 'program' as const, name: below(program) }] : []),
    ...(!isInnerKnown || (ownPath && !inner.program.startsWith('/'))
      ? []
      : [{ ...base, kind: 'program' as const, name: below(inner.program) }]),
    ...(path === undefined || /[$*?]/.test(path)
      ? []
      : [{ ...base, kind: 'script' as const, name: below(path), interpreter: runner.program }]),
  ];
}
