// What -o json prints, as types. `npm run schema` makes timeline.schema.json of them and of those of overview-document.ts: what is called Json… stands in its
// $defs by that name, all else where it is used; comments of the form /** */ are its descriptions, and their tags its bounds.

import type { FindingKind, Severity } from '../../model/finding.ts';
import type { EndMechanism, MechanismName } from '../../model/mechanism.ts';
import type { SourceName } from '../../model/observation.ts';
import type { RestartRule } from '../../model/restart-decision.ts';
import type { EndHow, EndPhase, ExitCode } from '../../model/run-end.ts';
import type { Strength } from '../../model/strength.ts';
import type { CatchOutcome, Start, UnitEvent } from '../../model/timeline.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';

/** @minLength 1 */
export type Text = string;
/** @minimum 0 */
export type Count = number;
/** @minimum 1 */
export type Positive = number;
type EvidenceIds = readonly Text[];

/**
 * What whyalive -o json prints. Unknown values are left out, never null or empty. Each line of watch -o json follows $defs/watchStart or $defs/watchSummary, what
 * catch -o json prints follows $defs/catch, what overview -o json prints follows $defs/overview.
 *
 * @title whyalive timeline
 */
export interface JsonTimeline {
  readonly schema: 'whyalive/timeline/1';
  readonly generator: { readonly name: 'whyalive'; readonly version: Text };
  readonly host: { readonly hostname?: Text; readonly machineId?: Text; readonly bootId?: Text; readonly systemdVersion?: Text };
  readonly manager: ManagerScope;
  /**
   * The hosts, boots and managers of a merged report, by the names that host has everywhere else; left out where there is one.
   *
   * @minItems 2
   */
  readonly hosts?: readonly OneOfHosts[];
  readonly units: readonly UnitNow[];
  readonly window: { readonly since?: JsonTime; readonly until: JsonTime };
  readonly sources: readonly SourceStatus[];
  readonly counts: readonly StartCount[];
  readonly starts: readonly JsonStart[];
  readonly events: readonly Event[];
  readonly evidence: JsonEvidence;
  readonly suspects: readonly Suspect[];
  /** The commands that keep the units down, each a whole line for a shell; whyalive runs none of them */
  readonly keepDown: {
    /** Stops the units and what would bring them back by itself */
    readonly untilReboot: readonly Text[];
    /** The same, and nothing starts them after a boot either */
    readonly lasting: readonly Text[];
    /** Units that are up and that the commands harm */
    readonly breaks: readonly Break[];
    /** Why there are no commands: nobody asked the manager what can start the units */
    readonly unknown?: Text;
  };
  readonly findings: readonly Finding[];
  readonly gaps: readonly JsonGap[];
}

/** @additionalProperties false */
interface OneOfHosts {
  readonly name: JsonHostName;
  readonly hostname?: Text;
  readonly machineId?: Text;
  readonly bootId?: Text;
  readonly systemdVersion?: Text;
  readonly manager: ManagerScope;
}

interface UnitNow {
  readonly host?: JsonHostName;
  readonly id: Text;
  readonly askedFor: Text;
  readonly description?: Text;
  readonly loadState?: Text;
  readonly activeState?: Text;
  readonly subState?: Text;
  readonly since?: JsonTime;
  readonly unitFileState?: Text;
  readonly mainPid?: Count;
  readonly fragmentPath?: Text;
}

interface SourceStatus {
  readonly host?: JsonHostName;
  readonly name: JsonSource;
  readonly status: 'ok' | 'degraded' | 'missing';
  readonly detail?: Text;
  readonly remedy?: Text;
}

/** How often the unit started in the window, also where only its last starts are listed */
interface StartCount {
  readonly host?: JsonHostName;
  readonly unit: Text;
  readonly starts: Count;
  readonly atLeast: boolean;
}

interface Event {
  readonly host?: JsonHostName;
  readonly unit: Text;
  readonly at: JsonTime;
  readonly kind: UnitEvent['kind'];
  readonly text: string;
  readonly evidence: EvidenceIds;
  readonly end?: JsonEnd;
}

interface Suspect {
  readonly host?: JsonHostName;
  readonly mechanism: JsonMechanism;
  readonly from: JsonCause;
  readonly via: readonly Text[];
  readonly to: Text;
  readonly armed?: boolean;
  readonly detail?: Text;
  readonly nextAt?: JsonTime;
  readonly declaredIn: readonly JsonDeclaration[];
  readonly remedy: readonly Text[];
  readonly strength?: 'possible';
}

interface Break {
  readonly unit: Text;
  readonly host?: Text;
  readonly because: Text;
  /** @minItems 1 */
  readonly by: readonly ('untilReboot' | 'lasting')[];
}

interface Finding {
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly unit: Text;
  readonly text: Text;
  readonly declaredIn: readonly JsonDeclaration[];
  readonly evidence: EvidenceIds;
  /** Sentences or commands that mend it, the best first */
  readonly mend: readonly Text[];
  readonly host?: JsonHostName;
  readonly facts?: object;
}

/**
 * One of hosts, in a merged report.
 *
 * @minLength 1
 */
type JsonHostName = string;

/**
 * RFC 3339 in UTC with six decimals
 *
 * @pattern ^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$
 */
export type JsonTime = string;

/**
 * µs as a decimal string
 *
 * @pattern ^-?\d+$
 */
export type JsonUsec = string;

export type JsonMechanism = MechanismName;

/**
 * stated: named by systemd or another log, or the order of signals leaves no other; correlated: edge, order and time fit; possible: configuration allows it;
 * unexplained: no claim
 */
type JsonStrength = Strength;

type JsonSource = SourceName;

export type JsonCause = { readonly kind: 'unit'; readonly unit: Text } | Client | Peer | { readonly kind: 'boot' | 'kernel' | 'unknown' };

interface Client extends ClientMembers {
  readonly kind: 'client' | 'process';
}

interface Peer extends ClientMembers {
  readonly kind: 'peer';
  readonly protocol?: 'tcp' | 'udp' | 'unix' | 'vsock';
  readonly address?: Text;
  /**
   * @minimum 0
   * @maximum 65535
   */
  readonly port?: number;
  readonly path?: Text;
}

interface ClientMembers {
  readonly pid?: Count;
  readonly uid?: Count;
  readonly loginUid?: Count;
  readonly loginUser?: Text;
  readonly user?: Text;
  readonly comm?: Text;
  readonly cmdline?: Text;
  readonly unit?: Text;
  readonly session?: Text;
  readonly tty?: Text;
  readonly parents?: readonly Text[];
  readonly log?: Text;
  readonly busName?: Text;
}

/** The place that declares an edge or setting; no line for a link in a .wants folder */
export interface JsonDeclaration {
  readonly path: Text;
  readonly line?: Positive;
  readonly package?: Text;
  readonly modifiedAt?: JsonTime;
}

interface Hop {
  readonly strength: JsonStrength;
  readonly from: JsonCause;
  readonly to: Text;
  readonly setting?: Text;
  readonly why?: string;
  readonly declaredIn: readonly JsonDeclaration[];
  readonly evidence: EvidenceIds;
}

/** One hop: from made to start */
export interface JsonLink extends Hop {
  readonly mechanism: JsonMechanism;
}

export interface JsonAlternative {
  readonly mechanism: JsonMechanism;
  readonly strength: JsonStrength;
  readonly from?: JsonCause;
  readonly ruledOut: boolean;
  readonly why: string;
}

export interface JsonPreviousEnd extends JsonEnd {
  readonly deadForUsec: JsonUsec;
}

/** One start: a new InvocationID */
export interface JsonStart {
  readonly host?: JsonHostName;
  readonly unit: Text;
  readonly at: JsonTime;
  readonly monotonicUsec?: JsonUsec;
  readonly bootId?: Text;
  readonly invocationId?: Text;
  readonly jobId?: Count;
  readonly jobType?: 'start' | 'restart';
  /** That of the chain's last link, or unexplained */
  readonly mechanism: JsonMechanism;
  /** The weakest link's */
  readonly strength: JsonStrength;
  readonly summary: Text;
  /** From the root to the unit */
  readonly chain: readonly JsonLink[];
  readonly alternatives: readonly JsonAlternative[];
  readonly previousEnd?: JsonPreviousEnd;
  readonly outcome: Start['outcome'];
  readonly wouldHaveTold?: readonly Text[];
}

export type JsonEvidence = Readonly<Record<string, Evidence>>;

interface Evidence {
  readonly source: JsonSource;
  readonly at: JsonTime;
  readonly text: string;
  readonly cursor?: Text;
}

export interface JsonGap {
  readonly host?: JsonHostName;
  readonly from: JsonTime;
  readonly to: JsonTime;
  readonly source: JsonSource;
  readonly text: string;
}

/** What catch -o json prints */
export interface JsonCatch {
  readonly schema: JsonTimeline['schema'];
  readonly kind: 'catch';
  /** timeout and interrupted: no start was seen, and the exit status is 3 */
  readonly outcome: CatchOutcome;
  /** The unit that started; of a template, its instance */
  readonly unit: Text;
  readonly waitedUsec: JsonUsec;
  readonly start?: JsonStart;
  /** What systemctl was asked to stop, in this order */
  readonly stopped: readonly Text[];
  readonly keepDown: JsonTimeline['keepDown'] & {
    /** What to do where no command helps alone */
    readonly advice?: Text;
  };
  readonly generator: JsonTimeline['generator'];
  readonly host: JsonTimeline['host'];
  readonly manager: JsonTimeline['manager'];
  readonly units: JsonTimeline['units'];
  readonly window: JsonTimeline['window'];
  readonly sources: JsonTimeline['sources'];
  readonly events: JsonTimeline['events'];
  readonly suspects: JsonTimeline['suspects'];
  readonly gaps: JsonTimeline['gaps'];
  readonly evidence: JsonEvidence;
}

/** A line of watch -o json */
export type JsonWatchStart = JsonStart & {
  readonly schema: JsonTimeline['schema'];
  readonly kind: 'start';
  readonly evidence: JsonEvidence;
};

/** The last line of watch -o json */
export interface JsonWatchSummary {
  readonly schema: JsonTimeline['schema'];
  readonly kind: 'summary';
  readonly summary: {
    readonly units: readonly Text[];
    readonly window: { readonly since: JsonTime; readonly until: JsonTime };
    readonly starts: Count;
    readonly counts: readonly WatchCount[];
    readonly gaps: readonly JsonGap[];
  };
}

interface WatchCount {
  readonly unit: Text;
  readonly mechanism: JsonMechanism;
  readonly strength: JsonStrength;
  readonly starts: Count;
}

/** How and why a run ended */
export interface JsonEnd {
  readonly at: JsonTime;
  readonly how: EndHow;
  readonly result?: Text;
  readonly exitCode?: ExitCode;
  readonly exitStatus?: number;
  readonly exitStatusName?: Text;
  readonly by?: JsonCause;
  readonly command?: Text;
  readonly phase?: EndPhase;
  readonly strength?: JsonStrength;
  /** Who or what brought the unit down, from the root; left out when it ended by itself */
  readonly chain?: readonly JsonEndLink[];
  /**
   * What the unit's own processes logged last, oldest first
   *
   * @maxItems 5
   */
  readonly lastLines?: readonly { readonly at: JsonTime; readonly text: string }[];
  /** What Restart= makes of this end */
  readonly restart?: {
    readonly setting: Text;
    readonly acts: boolean;
    readonly rule: RestartRule;
    readonly on?: Text;
    readonly delayUsec?: JsonUsec;
    readonly limit?: { readonly burst: number; readonly intervalUsec: JsonUsec };
    readonly did?: boolean;
  };
  readonly evidence?: EvidenceIds;
}

/** One hop: from made to start */
interface JsonEndLink extends Hop {
  readonly mechanism: EndMechanism | JsonMechanism;
}
