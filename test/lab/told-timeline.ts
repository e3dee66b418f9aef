import type { Strength } from '../../src/model/strength.ts';
import type { ToldLink } from './told-start.ts';

/** An end as `-o json` prints it, as far as it is judged. */
export interface ToldEnd {
  readonly unit: string;
  readonly at: string;
  readonly how: string;
  readonly result?: string;
  readonly exitStatus?: number;
  readonly exitStatusName?: string;
  readonly command?: string;
  readonly phase?: string;
  readonly strength?: Strength;
  readonly chain?: readonly ToldLink[];
  readonly lastLines?: readonly { readonly text: string }[];
  readonly restart?: {
    readonly setting: string;
    readonly acts: boolean;
    readonly rule: string;
    readonly on?: string;
    readonly delayUsec?: string;
    readonly did?: boolean;
  };
}

export interface ToldPlace {
  readonly path: string;
  readonly line?: number;
}

export interface ToldFinding {
  readonly unit: string;
  readonly kind: string;
  readonly severity: string;
  readonly text: string;
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly declaredIn: readonly ToldPlace[];
}

export interface ToldSuspect {
  readonly mechanism: string;
  readonly from: { readonly kind: string; readonly unit?: string };
  readonly to: string;
  readonly via: readonly string[];
  readonly armed?: boolean;
  readonly strength?: string;
  readonly detail?: string;
  readonly declaredIn: readonly ToldPlace[];
}

interface ToldTimeline {
  readonly events?: readonly { readonly unit: string; readonly end?: Omit<ToldEnd, 'unit'> }[];
  readonly findings?: readonly ToldFinding[];
  readonly suspects?: readonly ToldSuspect[];
}

/** The ends of a timeline of `-o json`. */
export function timelineEnds(text: string): ToldEnd[] {
  return (parse(text).events ?? []).flatMap(({ unit, end }) => (end === undefined ? [] : [{ unit, ...end }]));
}

/** The findings of a timeline of `-o json`. */
export function timelineFindings(text: string): ToldFinding[] {
  return [...(parse(text).findings ?? [])];
}

/** The suspects of a timeline of `-o json`. */
export function timelineSuspects(text: string): ToldSuspect[] {
  return [...(parse(text).suspects ?? [])];
}

function parse(text: string): ToldTimeline {
  return text.trim() === '' ? {} : (JSON.parse(text) as ToldTimeline);
}

/** `/etc/systemd/system/a.service:3`, or the path of what has no line. */
export function placeOf({ path, line }: ToldPlace): string {
  return line === undefined ? path : `${path}:${line}`;
}
