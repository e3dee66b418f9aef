import type { MechanismName, EndMechanism } from '../../src/model/mechanism.ts';
import type { Strength } from '../../src/model/strength.ts';
import type { FindingKind, Severity } from '../../src/model/finding.ts';
import type { RestartDecision } from '../../src/model/restart-decision.ts';
import type { EndHow, UnitEnd } from '../../src/model/timeline.ts';
import type { LabFile } from './lab-file.ts';
import type { Mode } from './judge.ts';
import type { Lab } from './lab.ts';
import type { ProfileName } from './profiles.ts';

export type { LabFile };

/**
 * One story and its truth. It serves three checks: watched live, explained afterwards from the journal and the manager's state,
 * and replayed from the recordings of both. The expectations are what systemd really did, not what the program can tell.
 */
export interface Scenario {
  /** kebab-case, unique; names the fixture folder. */
  readonly name: string;
  readonly title: string;
  /** The file of test/scenarios/ it stands in, e.g. `restart`. */
  readonly theme: string;
  /** File name under /etc/systemd/system → text; a drop-in as `x.service.d/y.conf`. Loaded by daemon-reload before `setup`. */
  readonly units: Readonly<Record<string, LabFile>>;
  /** The same under /etc/systemd/user, for the user manager; a user `alice` (uid 1000) with a running user@1000.service exists then. */
  readonly userUnits?: Readonly<Record<string, LabFile>>;
  /** Absolute path → file. Executables start with `#!`. */
  readonly files?: Readonly<Record<string, LabFile>>;
  /** Units and files are in place before PID 1 starts, so that the boot itself can start them (link them into multi-user.target.wants). */
  readonly atBoot?: boolean;
  /** Creates `alice` (uid 1000) with a running user@1000.service; implied by scope `user` and by `userUnits`. */
  readonly alice?: boolean;
  /** A writable /sys and a running udevd without the distribution's rules: bring your own under /etc/udev/rules.d; `ip link add NAME type ifb` makes a uevent. */
  readonly devices?: boolean;
  /** /bin/sh -e, as root, before watching. */
  readonly setup?: string;
  /** The units asked for. */
  readonly watch: readonly string[];
  /** With `user`, whyalive runs as alice with --user. */
  readonly scope?: 'system' | 'user';
  /** What happens while watched: a /bin/sh -e script as root, or steps. Its processes belong to no unit of the lab. */
  readonly run: string | ((lab: Lab) => Promise<void>);
  /** How long to go on watching after `run`, in ms. Default 1500. */
  readonly settleMs?: number;
  /** Cut-off of the whole scenario, in seconds. Default 90. */
  readonly timeoutSeconds?: number;
  /** `-n` of the look back. Default 100. */
  readonly lines?: number;
  /** All starts of the watched units from the readiness of watch to the end of settling, oldest first per unit. */
  readonly expect: (version: number) => readonly ExpectedStart[];
  /** When given: all starts of this boot that looking back must tell, also those before the watch. When not: `expect`, and what was before the watch is not looked at. */
  readonly back?: (version: number) => readonly ExpectedStart[];
  /** All ends of the watched units while they were watched, oldest first per unit; ends are not looked at when it is left out. */
  readonly ends?: (version: number) => readonly ExpectedEnd[];
  /** All findings about the watched units at the end, in any order, `[]` for none; findings are not looked at when it is left out. */
  readonly findings?: (version: number) => readonly ExpectedFinding[];
  /** What `whyalive suspects -o json` must list for the watched units at the end, in any order; not looked at when it is left out. */
  readonly suspects?: (version: number) => readonly ExpectedSuspect[];
  /** The name of the scenario, or the mechanism, that this one could be mistaken for. */
  readonly nearMissOf?: string;
  /** The one profile that has what the story needs. */
  readonly onlyIn?: ProfileName;
  /** The profiles in which the story cannot happen, and why. */
  readonly notIn?: Partial<Record<ProfileName, string>>;
  /** The profiles in which nothing is left behind that tells of it later, and why: there looking back may decline, also where `right` is asked for. */
  readonly silentIn?: Partial<Record<ProfileName, string>>;
  /** The one recording that there is of it, made on another machine: it is judged from that alone, and no lab plays it. */
  readonly recorded?: Mode;
  /** Why its recordings are not kept under fixtures/scenarios, e.g. their size. Without it they must be there. */
  readonly noFixture?: string;
  /** Mechanism facts that the expectation rests on. */
  readonly why?: string;
}

export interface ExpectedStart {
  readonly unit: string;
  /** From the root to the unit. */
  readonly chain: readonly ExpectedLink[];
  /** Strengths that are right live. Default only `stated`. With `possible` or `unexplained` in it, an honest unknown passes too. */
  readonly live?: readonly Strength[];
  /** Looking back: `honest` (default) lets an honest unknown, or a chain that stops before the root, pass; `right` does not. */
  readonly back?: 'right' | 'honest';
  /** Further chains that are true as well for looking back, e.g. the same story seen from the log of sudo. */
  readonly backChains?: readonly (readonly ExpectedLink[])[];
  /** Why a version or a way of looking cannot show it: the fact. */
  readonly reason?: string;
}

/** One end of a unit and its truth. What is left out is not looked at. */
export interface ExpectedEnd {
  readonly unit: string;
  readonly how: EndHow;
  readonly result?: string;
  readonly exitStatus?: number;
  readonly exitStatusName?: string;
  readonly phase?: UnitEnd['phase'];
  readonly command?: string;
  /** Who brought it down, from the root; `[]`: it ended by itself, and nobody may be named. */
  readonly chain?: readonly ExpectedEndLink[];
  readonly restart?: Partial<Pick<RestartDecision, 'acts' | 'rule' | 'on' | 'delayUsec'>>;
  /** A line that its own last lines must hold. */
  readonly lastLine?: string;
  /** Strengths of the chain that are right live. Default only `stated`. */
  readonly live?: readonly Strength[];
  /** Looking back: `honest` (default) lets a culprit that is not known pass; `right` does not. */
  readonly back?: 'right' | 'honest';
  /** Why a version or a way of looking cannot show it: the fact. */
  readonly reason?: string;
}

export interface ExpectedEndLink extends Omit<ExpectedLink, 'mechanism'> {
  readonly mechanism: EndMechanism | MechanismName;
}

export interface ExpectedFinding {
  readonly unit: string;
  readonly kind: FindingKind;
  readonly severity?: Severity;
  /** `PATH:LINE`, or a path alone: a place that it must name. */
  readonly at?: string;
  /** Members of `facts` that it must have, as JSON prints them. */
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly reason?: string;
}

export interface ExpectedSuspect {
  readonly mechanism: MechanismName;
  readonly from: string;
  readonly to: string;
  readonly via?: readonly string[];
  readonly armed?: boolean;
  readonly strength?: 'possible';
  /** A part of its `detail`. */
  readonly detail?: string;
  /** `PATH:LINE`, or a path alone. */
  readonly at?: string;
}

export interface ExpectedLink {
  readonly mechanism: MechanismName;
  /** A unit name, or one of the kinds of a cause that is no unit. */
  readonly from: string | 'client' | 'peer' | 'boot' | 'process' | 'kernel' | 'unknown';
  /** What must be known of the client live; looking back it may be unknown, but not other. */
  readonly client?: {
    readonly comm?: string;
    readonly unit?: string;
    readonly user?: string;
    /** Who logged in, where that is another user. */
    readonly loginUser?: string;
    /** A program that ran the client: to name that one instead is true as well, and less than could be known. */
    readonly runBy?: string;
  };
}

/** What can be said of a story that no lab plays. */
type RecordedScenario = Required<Pick<Scenario, 'recorded'>> &
  Pick<Scenario, 'name' | 'title' | 'theme' | 'watch' | 'lines' | 'expect' | 'ends' | 'findings' | 'nearMissOf' | 'why'>;

/** A story that another machine recorded. */
export function defineRecordedScenario(scenario: RecordedScenario): Scenario {
  return { ...scenario, units: {}, run: '' };
}

/** Keeps literal types of a definition without a cast. */
export function defineScenario(scenario: Scenario): Scenario {
  return scenario;
}
