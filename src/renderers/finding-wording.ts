import type { FindingKind } from '../diagnosis/finding-kinds.ts';
import type { FindingFacts } from '../diagnosis/finding.ts';
import type { Finding } from '../timeline/timeline.ts';
import { BEHAVIOUR_WORDING } from './behaviour-wording.ts';
import type { FindingWording, TimeWords } from './finding-phrases.ts';
import { toRfc3339 } from './rfc3339.ts';

/** All prose about findings. */
const WORDING = {
  masked: {
    text: ({ unit }) => `${unit} is masked: nothing can start it`,
    mends: ({ unit }) => [`systemctl unmask ${unit}`],
  },
  'bad-setting': {
    text: ({ unit, facts }) => `systemd does not accept the file of ${unit}${said(facts.line)}`,
    mends: ({ unit }) => [`systemd-analyze verify ${unit}`],
  },
  'changed-on-disk': {
    text: ({ unit }) => `the file of ${unit} has changed on disk, and systemd still goes by the old one`,
    mends: () => ['systemctl daemon-reload'],
  },
  'exec-missing': {
    text: ({ facts }) => `${facts.setting ?? 'ExecStart='} names a program that does not exist${like(facts)}`,
    mends: ({ facts }) => near(facts, 'put the program there, or mend the line'),
  },
  'exec-not-executable': {
    text: ({ facts }) => `${facts.path ?? 'the program'} is not executable`,
    mends: ({ facts }) => [`chmod +x ${facts.path ?? 'PROGRAM'}`],
  },
  'interpreter-missing': {
    text: ({ facts }) =>
      `${facts.path ?? 'the program'} wants the interpreter ${facts.interpreter ?? ''}, which does not exist${like(facts)}`,
    mends: ({ facts }) =>
      near(facts, `install ${facts.interpreter ?? 'the interpreter'}, or mend the first line of ${facts.path ?? 'the script'}`),
  },
  'script-missing': {
    text: ({ facts }) => `${facts.setting ?? 'ExecStart='} runs a script that does not exist: ${facts.path ?? ''}${like(facts)}`,
    mends: ({ facts }) => near(facts, 'put the script there, or mend the line'),
  },
  'working-directory-missing': {
    text: ({ facts }) => `WorkingDirectory=${facts.path ?? ''} does not exist${like(facts)}`,
    mends: ({ facts }) => near(facts, `mkdir -p ${facts.path ?? 'DIR'}`),
  },
  'user-missing': {
    text: ({ facts }) => `User=${facts.user ?? ''} does not exist on this host${like(facts)}`,
    mends: ({ facts }) => near(facts, `useradd --system ${facts.user ?? 'USER'}`),
  },
  'group-missing': {
    text: ({ facts }) => `Group=${facts.group ?? ''} does not exist on this host${like(facts)}`,
    mends: ({ facts }) => near(facts, `groupadd --system ${facts.group ?? 'GROUP'}`),
  },
  'environment-file-missing': {
    text: ({ facts }) => `EnvironmentFile=${facts.path ?? ''} does not exist${like(facts)}`,
    mends: ({ facts }) => near(facts, 'put the file there, or begin the value with - to do without'),
  },
  'socket-without-service': {
    text: ({ unit }) => `socket-without-service: ${unit}`,
    mends: () => [],
  },
  'wants-missing': {
    text: ({ unit }) => `wants-missing: ${unit}`,
    mends: () => [],
  },
  ...BEHAVIOUR_WORDING,
} as const satisfies Record<FindingKind, FindingWording>;

/** A finding in one sentence without its full stop. */
export function findingText(finding: Finding, time: TimeWords = toRfc3339): string {
  return WORDING[finding.kind].text(finding, time);
}

/** What mends it. */
export function mendsOf(finding: Finding): readonly string[] {
  return WORDING[finding.kind].mends(finding);
}

function like({ near }: FindingFacts): string {
  return near === undefined ? '' : `; there is ${near}`;
}

function near({ near: other }: FindingFacts, otherwise: string): readonly string[] {
  return other === undefined ? [otherwise] : [`write ${other} there`, otherwise];
}

function said(line: string | undefined): string {
  return line === undefined ? '' : `: ${line}`;
}
