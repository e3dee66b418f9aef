import { traitsOf, type MechanismName } from '../../model/mechanism.ts';
import { AUDIT_RULE } from '../../systemd/systemctl-line.ts';
import type { Strength } from '../../model/strength.ts';
import type { Link, Declaration, SourceStatus } from '../../model/timeline.ts';
import { causeWords } from './cause.ts';

/** How a mechanism is put into words. Sentences end in the unit that was started, so that the next link can go on with "whose" or "which". */
export interface MechanismWording {
  /** One or two words for a table. */
  readonly label: string;
  /** A whole sentence without a full stop: "reconcile.timer elapsed and started reconcile.service". */
  readonly clause: (link: Link) => string;
  /** How the sentence goes on from the unit before: "whose Wants= started widget-daemon.service". */
  readonly relative: (link: Link) => string;
  /** What would tell that this mechanism was it, where nothing did. */
  readonly told: string;
}

/** A blank at which no line is broken; it is shown as a common one. */
export const GLUE = '\u00a0';

/** A command that is not broken into lines, so that it can be copied. */
export function unbroken(command: string): string {
  return command.replaceAll(' ', GLUE);
}

/** The rule, and what shows what it recorded. */
export const AUDITED = `${unbroken(AUDIT_RULE)}, and later ${unbroken('ausearch -k whyalive')}`;

/** All prose about mechanisms. What is only likely or possible is said so, in every sentence. */
export const WORDING = {
  'restart-policy': {
    label: 'Restart=',
    clause: (link) => `${link.setting ?? 'Restart='} ${verb(link, 'brought')} back ${link.to}`,
    relative: (link) => `whose ${link.setting ?? 'Restart='} ${verb(link, 'brought')} back ${link.to}`,
    told: 'the journal at the time of the start: systemd logs "Scheduled restart job" there',
  },
  'socket-activation': {
    label: 'socket',
    clause: (link) =>
      link.from.kind === 'unit'
        ? `traffic on ${link.from.unit} ${verb(link, 'started')} ${link.to}`
        : `${causeWords(link.from)} ${verb(link, 'connected')} to ${link.to}`,
    relative: (link) =>
      link.from.kind === 'unit'
        ? `which ${verb(link, 'started')} ${link.to}`
        : `and ${subject(link)} ${verb(link, 'connected')} to ${link.to}`,
    told: 'whyalive watch: the socket turns to "running" just before the start, and only the bus shows it',
  },
  timer: triggering('timer', 'elapsed', 'whyalive watch: the timer turns to "running" just before the start, and only the bus shows it'),
  path: triggering(
    'path',
    'was triggered',
    'whyalive watch: the path unit turns to "running" just before the start, and only the bus shows it',
  ),
  automount: {
    label: 'automount',
    clause: (link) =>
      link.from.kind === 'unit'
        ? `access to ${link.from.unit} ${verb(link, 'mounted')} ${link.to}`
        : `${causeWords(link.from)} ${verb(link, 'accessed')} ${link.to}`,
    relative: (link) =>
      link.from.kind === 'unit' ? `which ${verb(link, 'mounted')} ${link.to}` : `and ${subject(link)} ${verb(link, 'accessed')} ${link.to}`,
    told: 'the journal at the time of the start: systemd logs "Got automount request" with the process there',
  },
  'bus-activation': {
    label: 'bus name',
    clause: (link) => `a request of ${subject(link)} for ${busNameOf(link)} ${verb(link, 'activated')} ${link.to}`,
    relative: (link) => `and a request of ${subject(link)} for ${busNameOf(link)} ${verb(link, 'activated')} ${link.to}`,
    told: 'the journal of dbus-daemon: it logs "Activating via systemd" with the client there',
  },
  'required-by': dependency('Requires='),
  'wanted-by': dependency('Wants='),
  'bound-by': dependency('BindsTo='),
  'upheld-by': dependency('Upholds='),
  'restart-propagation': {
    label: 'restart of',
    clause: (link) =>
      `${link.strength === 'possible' ? 'a' : 'the'} restart of ${subject(link)} also ${verb(link, 'restarted')} ${link.to}`,
    relative: (link) => `whose restart also ${verb(link, 'restarted')} ${link.to}`,
    told: 'whyalive watch: the jobs of one transaction are seen together on the bus only',
  },
  'on-failure': handling(
    'OnFailure=',
    'failed',
    'the journal of the unit that failed: systemd logs "Triggering OnFailure= dependencies" there',
  ),
  'on-success': handling(
    'OnSuccess=',
    'succeeded',
    'the journal of the unit that succeeded: systemd logs "Triggering OnSuccess= dependencies" there',
  ),
  device: {
    label: 'device',
    clause: (link) => `SYSTEMD_WANTS of ${subject(link)} ${verb(link, 'started')} ${link.to}`,
    relative: (link) => `whose SYSTEMD_WANTS ${verb(link, 'started')} ${link.to}`,
    told: 'whyalive watch: the device turns to "plugged" just before the start, and only the bus shows it',
  },
  boot: {
    label: 'boot',
    clause: (link) => `boot ${verb(link, 'started')} ${link.to}`,
    relative: (link) => `and boot ${verb(link, 'started')} ${link.to}`,
    told: 'the journal of the boot: the first transaction has the lowest job ids',
  },
  signal: {
    label: 'signal',
    clause: (link) => `${link.signal ?? 'a signal'} from ${subject(link)} to the manager ${verb(link, 'started')} ${link.to}`,
    relative: (link) => `and ${link.signal ?? 'a signal'} from ${subject(link)} to the manager ${verb(link, 'started')} ${link.to}`,
    told: 'the journal at the time of the start: systemd logs "Received SIG…" with the sender there',
  },
  'emergency-action': {
    label: 'emergency',
    clause: (link) => `${settingKey(link, 'an emergency action')} of ${subject(link)} ${verb(link, 'started')} ${link.to}`,
    relative: (link) => `whose ${settingKey(link, 'emergency action')} ${verb(link, 'started')} ${link.to}`,
    told: 'the journal at the time of the start: systemd logs the action and its reason there',
  },
  'client-request': {
    label: 'client',
    clause: (link) => `${causeWords(link.from)} ${verb(link, 'asked')} systemd to start ${link.to}`,
    relative: (link) => `whose process ${subject(link)} ${verb(link, 'asked')} systemd to start ${link.to}`,
    told: `who the client is: whyalive watch --trace-exec UNIT, run as root, sees even one that is quick; so does an audit rule: ${AUDITED}`,
  },
  'no-job': {
    label: 'no job',
    clause: (link) => `without any job, the kernel ${verb(link, 'announced')} ${link.to}`,
    relative: (link) => `and, without any job, the kernel ${verb(link, 'announced')} ${link.to}`,
    told: 'whyalive watch: a unit that turns active without a job is seen on the bus only',
  },
  unexplained: {
    label: 'unexplained',
    clause: (link) => `nothing that was seen explains the start of ${link.to}`,
    relative: (link) => `and nothing that was seen explains the start of ${link.to}`,
    told: 'whyalive watch, run as root, while it happens again',
  },
} as const satisfies Record<MechanismName, MechanismWording>;

/** What each strength claims, in a few words. */
export const STRENGTH_MEANS = {
  stated: 'systemd or another log named this cause, or the order of events leaves no other',
  correlated: 'order and time fit, and nothing contradicts',
  possible: 'configuration allows it, no more',
  unexplained: 'no claim',
} as const satisfies Record<Strength, string>;

/** The label of a mechanism, with its setting for dependencies: `socket`, `Wants=`; a name may follow. */
export function mechanismLabel(mechanism: MechanismName): string {
  return WORDING[mechanism].label;
}

/** The same where it stands alone: `restart` in place of `restart of`. */
export function mechanismWord(mechanism: MechanismName): string {
  return mechanismLabel(mechanism).replace(/ of$/, '');
}

/** The same behind "started by": `a socket`, `Wants=`. */
export function mechanismPhrase(mechanism: MechanismName): string {
  return PHRASES[mechanism] ?? mechanismLabel(mechanism);
}

/** What a suspect that is neither armed nor not waits for: `if started`, `at boot`. */
export function waitsForWords(mechanism: MechanismName): string | undefined {
  const { waitsFor } = traitsOf(mechanism);
  return waitsFor === undefined ? undefined : waitsFor === 'booted' ? 'at boot' : `if ${waitsFor}`;
}

/** Of those whose label is no noun that stands without an article. */
const PHRASES: Partial<Record<MechanismName, string>> = {
  'socket-activation': 'a socket',
  timer: 'a timer',
  path: 'a path unit',
  automount: 'an automount',
  'bus-activation': 'a bus name',
  'restart-propagation': 'a restart of another unit',
  device: 'a device',
  signal: 'a signal',
  'emergency-action': 'an emergency action',
  'client-request': 'a client',
  'no-job': 'the kernel, without a job',
  unexplained: 'nobody knows what',
};

function triggering(label: string, done: string, told: string): MechanismWording {
  const act = (link: Link): string => `${hedged(link.strength, done)} and started ${link.to}`;
  return { label, clause: (link) => `${subject(link)} ${act(link)}`, relative: (link) => `which ${act(link)}`, told };
}

function dependency(key: string): MechanismWording {
  return {
    label: key,
    clause: (link) => `${settingKey(link, key)} of ${subject(link)} ${verb(link, 'started')} ${link.to}`,
    relative: (link) => `whose ${settingKey(link, key)} ${verb(link, 'started')} ${link.to}`,
    told: `whyalive watch: which unit's ${key} pulled another one in is seen only in the order of job ids on the bus`,
  };
}

function handling(key: string, ended: string, told: string): MechanismWording {
  return {
    label: key,
    clause: (link) =>
      link.strength === 'possible'
        ? `${key} of ${subject(link)} may have started ${link.to}`
        : `${subject(link)} ${ended}, and its ${key} ${verb(link, 'started')} ${link.to}`,
    relative: (link) =>
      link.strength === 'possible'
        ? `whose ${key} may have started ${link.to}`
        : `which ${ended}, and whose ${key} ${verb(link, 'started')} ${link.to}`,
    told,
  };
}

function verb(link: Link, past: string): string {
  return hedged(link.strength, past);
}

const AUXILIARY = /^was /;

/** "started", "most likely started", "may have started". */
export function hedged(strength: Strength, past: string): string {
  if (strength === 'stated') return past;
  if (strength === 'correlated') return AUXILIARY.test(past) ? past.replace(AUXILIARY, 'was most likely ') : `most likely ${past}`;
  return AUXILIARY.test(past) ? past.replace(AUXILIARY, 'may have been ') : `may have ${past}`;
}

function subject(link: Link): string {
  return causeWords(link.from);
}

/** The setting's name with its equals sign; the mechanism's own where the link has another one's (WantedBy= for Wants=). */
function settingKey(link: Link, otherwise: string): string {
  const key = /^([A-Za-z]+=)/.exec(link.setting ?? '')?.[1];
  return key === undefined || /By=$|Of=$|To=$/.test(key) ? otherwise : key;
}

function busNameOf(link: Link): string {
  const name = /^BusName=(.+)$/s.exec(link.setting ?? '')?.[1];
  return name === undefined ? 'its bus name' : `the bus name ${name}`;
}

/** A place that declares something, as editors take it: `/etc/systemd/system/reconcile.timer:4`; a link has no line. Raw text. */
export function placeWords({ path, line }: Declaration): string {
  return line === undefined ? path : `${path}:${String(line)}`;
}

/** How the sources of evidence are called. */
export const SOURCE_NAMES = { 'system-bus': 'bus', journal: 'journal', 'unit-files': 'unit file', proc: '/proc', host: 'host' } as const;

/** A source that does not tell all, in one sentence with what would help. */
export function sourceSentence({ name, status, detail, remedy, host }: SourceStatus): string {
  const what = `${host === undefined ? '' : `${host}: `}the ${LONG_SOURCE_NAMES[name]} ${name === 'unit-files' ? 'are' : 'is'} ${status}`;
  const why = `${detail === undefined ? '' : ` (${detail})`}, so less is sure`;
  return `${what}${why}${remedy === undefined ? '' : `; ${remedy}`}`;
}

const LONG_SOURCE_NAMES: Readonly<Record<SourceStatus['name'], string>> = {
  'system-bus': "manager's bus",
  journal: 'journal',
  'unit-files': 'unit files',
  proc: 'list of processes in /proc',
  host: 'host',
};
