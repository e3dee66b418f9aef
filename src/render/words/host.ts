import type { FindingKind, FindingFacts } from '../../model/finding.ts';
import type { FindingWording } from './finding.ts';
import type { Timeline, TimelineHost } from '../../model/timeline.ts';
import { defined } from '../../defined.ts';

/** The words of findings about a unit's settings and what they name on the host. */
export const HOST_WORDING = {
  masked: {
    text: ({ unit, facts }) => `${unit} is masked: nothing can start it${facts.other === undefined ? '' : `, and ${facts.other} needs it`}`,
    mends: ({ unit }) => [`systemctl unmask ${unit}`],
  },
  'bad-setting': {
    text: ({ unit, severity, facts }) =>
      severity === 'error'
        ? `systemd does not accept the file of ${unit}${said(facts.line)}`
        : `systemd passes over a line of ${unit}${said(facts.line)}`,
    mends: ({ unit, severity }) => (severity === 'error' ? [`systemd-analyze verify ${unit}`] : ['mend the line, or take it out']),
  },
  'changed-on-disk': {
    text: ({ unit }) => `the file of ${unit} has changed on disk, and systemd still goes by the old one`,
    mends: () => ['systemctl daemon-reload'],
  },
  'exec-missing': {
    text: ({ facts }) => `${facts.setting ?? 'ExecStart='} names a program that does not exist${named(facts)}${like(facts)}`,
    mends: ({ facts }) => near(facts, 'put the program there, or mend the line'),
  },
  'exec-not-executable': {
    text: ({ facts }) =>
      facts.last === 'directory'
        ? `${facts.setting ?? 'ExecStart='} names a folder: ${facts.path ?? ''}`
        : `${facts.path ?? 'the program'} is not executable`,
    mends: ({ facts }) =>
      facts.last === 'directory' ? ['name the program in the folder'] : [`chmod +x ${quoted(facts.path ?? 'PROGRAM')}`],
  },
  'interpreter-missing': {
    text: ({ facts }) =>
      `${facts.path ?? 'the program'} wants the interpreter ${facts.interpreter ?? ''}, which does not exist${
        isDosLine(facts) ? ': its first line ends in a carriage return' : like(facts)
      }`,
    mends: ({ facts }) =>
      isDosLine(facts)
        ? [`sed -i 's/\\r$//' ${quoted(facts.path ?? 'SCRIPT')}`]
        : near(facts, `install ${facts.interpreter ?? 'the interpreter'}, or mend the first line of ${facts.path ?? 'the script'}`),
  },
  'script-missing': {
    text: ({ facts }) => `${facts.setting ?? 'ExecStart='} runs a script that does not exist: ${facts.path ?? ''}${like(facts)}`,
    mends: ({ facts }) => near(facts, 'put the script there, or mend the line'),
  },
  'working-directory-missing': {
    text: ({ facts }) =>
      facts.last === 'file'
        ? `WorkingDirectory=${facts.path ?? ''} is a file, not a folder`
        : `WorkingDirectory=${facts.path ?? ''} does not exist${like(facts)}`,
    mends: ({ facts }) => (facts.last === 'file' ? ['mend the line'] : near(facts, `mkdir -p ${quoted(facts.path ?? 'DIR')}`)),
  },
  'user-missing': {
    text: ({ facts }) => `User=${facts.user ?? ''} ${absent(facts)}${like(facts)}`,
    mends: ({ facts }) => account(facts, facts.user ?? 'USER', 'passwd', `useradd --system ${quoted(facts.user ?? 'USER')}`),
  },
  'group-missing': {
    text: ({ facts }) => `${facts.setting?.replace(/=.*$/s, '') ?? 'Group'}=${facts.group ?? ''} ${absent(facts)}${like(facts)}`,
    mends: ({ facts }) => account(facts, facts.group ?? 'GROUP', 'group', `groupadd --system ${quoted(facts.group ?? 'GROUP')}`),
  },
  'environment-file-missing': {
    text: ({ facts }) =>
      /[*?[]/.test(facts.path ?? '')
        ? `nothing matches EnvironmentFile=${facts.path ?? ''}`
        : `EnvironmentFile=${facts.path ?? ''} does not exist${like(facts)}`,
    mends: ({ facts }) => near(facts, 'put the file there, or begin the value with - to do without'),
  },
  'socket-without-service': {
    text: ({ unit, facts }) =>
      `${unit} has no service to start: ${facts.other ?? ''} ${facts.last === 'masked' ? 'is masked' : `does not exist${like(facts)}`}`,
    mends: ({ facts }) =>
      facts.last === 'masked'
        ? [`systemctl unmask ${facts.other ?? 'SERVICE'}`]
        : facts.near === undefined
          ? [`write ${facts.other ?? 'the service'}, or name another one with Service=`]
          : [`Service=${facts.near}`],
  },
  'wants-missing': {
    text: ({ facts }) => `${facts.setting ?? 'Wants='} names ${facts.other ?? 'a unit'}, which does not exist${like(facts)}`,
    mends: ({ facts }) => near(facts, 'write that unit, or take its name out of the line'),
  },
} as const satisfies Partial<Record<FindingKind, FindingWording>>;

/** The path where the setting does not show it as it is: behind env, or with specifiers. */
function named({ setting, path }: FindingFacts): string {
  return path === undefined || setting?.includes(path) === true ? '' : `: ${path}`;
}

function like({ near: other }: FindingFacts): string {
  return other === undefined ? '' : `; there is ${other}`;
}

function near({ near: other }: FindingFacts, otherwise: string): readonly string[] {
  return other === undefined ? [otherwise] : [`write ${other} there`, otherwise];
}

function said(line: string | undefined): string {
  return line === undefined ? '' : `: ${line}`;
}

function absent({ line }: FindingFacts): string {
  return line === undefined ? 'does not exist on this host' : `is not in the files of this host, and ${line} was not asked`;
}

function account(facts: FindingFacts, name: string, database: string, make: string): readonly string[] {
  return [...(facts.line === undefined ? [] : [`getent ${database} ${quoted(name)}`]), ...near(facts, make)];
}

function isDosLine({ interpreter }: FindingFacts): boolean {
  return interpreter?.endsWith('\r') === true;
}

/** As a shell reads it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A host of a timeline: that of the name which starts, events and gaps carry, or the only one. */
export type HostOfStory = Partial<Omit<TimelineHost, 'manager' | 'since' | 'until'>>;

/** Finds the hosts of a timeline by the names that its parts carry; the part of a timeline of one host carries none. */
export function hostNamed({ host, hosts = [] }: Pick<Timeline, 'host' | 'hosts'>): (name: string | undefined) => HostOfStory {
  const byName = new Map(hosts.map((one) => [one.name, one]));
  const only: HostOfStory = defined({ name: host.hostname, ...host });
  return (name) => (name === undefined ? only : (byName.get(name) ?? { name, hostname: name }));
}
