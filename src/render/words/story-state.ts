import type { Instant } from '../../model/instant.ts';
import type { Finding, KeepDown, Timeline, UnitNow } from '../../model/timeline.ts';
import { type TimeWords, findingText } from './finding.ts';
import { tally } from '../grouped.ts';
import { listedUpTo, nameOf } from './story-starts.ts';
import { HOLDS } from './keep-down.ts';
import { isTemplate } from '../../systemd/unit-name.ts';
import { shortened } from './cause.ts';

const MAX_UNITS = 4;
const MAX_STATES = 4;
const MAX_PER_FINDING = 300;

/** How the units stand at the end, and the worst that was found wrong; where nothing was, what keeps them down. */
export function standsSentence(timeline: Timeline, now: Instant, time: TimeWords): string {
  const { units, findings, replayOf, keepDown } = timeline;
  const end = replayOf === undefined ? `When this report was made, at ${time(now)}` : recordingEnded(timeline, now, time);
  const state = units.length === 0 ? 'it was not known how anything stood' : states(timeline, time);
  return `${end}, ${state}; ${wrong(findings, time) ?? held(keepDown, units.length === 1 ? 'it' : 'them')}.`;
}

/** Of several hosts each has a recording of its own, and how a unit stood is known until that one ended. */
function recordingEnded({ hosts, units }: Timeline, now: Instant, time: TimeWords): string {
  const told = hosts?.filter(({ name }) => units.some(({ host }) => host === name)) ?? [];
  const [first] = told;
  if (first === undefined) return `When the recording ended, at ${time(now)}`;
  const isOneTime = told.every(({ until }) => time(until) === time(first.until));
  if (isOneTime) return `When the ${told.length === 1 ? 'recording' : 'recordings'} ended, at ${time(first.until)}`;
  const moments = told.map(({ name, until }) => `that of ${nameOf(name)} at ${time(until)}`);
  return `When each recording ended, ${listedUpTo(moments, MAX_UNITS)}`;
}

function states(timeline: Timeline, time: TimeWords): string {
  const { units, hosts } = timeline;
  const since = units.length === 1 ? time : undefined;
  const told = tally(units, (unit) => stateOf(unit, timeline, since)).map((group) => {
    const names = group.map(({ id, host }) => `${nameOf(id)}${host === undefined || hosts === undefined ? '' : ` on ${nameOf(host)}`}`);
    const [unit] = group;
    const state = unit === undefined ? '' : stateOf(unit, timeline, since);
    return `${listedUpTo(names, MAX_UNITS)} ${state.replace(/^was /, group.length === 1 ? 'was ' : 'were ')}`;
  });
  return listedUpTo(told, MAX_STATES);
}

function stateOf({ id, activeState, subState, since, host }: UnitNow, { sources }: Timeline, time: TimeWords | undefined): string {
  if (isTemplate(id)) return 'was a template, of which only instances run';
  if (activeState === undefined) {
    const wasAsked = sources.some((source) => source.name === 'system-bus' && source.status === 'ok' && source.host === host);
    return wasAsked ? 'was not loaded by the manager, so not running' : 'was in a state that is not known, as the manager was not asked';
  }
  const detail = subState === undefined || subState === activeState ? '' : ` (${subState})`;
  const verb = activeState === 'failed' ? 'had' : 'was';
  return `${verb} ${activeState}${detail}${since === undefined || time === undefined ? '' : ` since ${time(since)}`}`;
}

/** Findings come worst first. */
function wrong(findings: readonly Finding[], time: TimeWords): string | undefined {
  const [worst] = findings;
  if (worst === undefined) return undefined;
  const more = findings.length === 1 ? '' : ` (and ${String(findings.length - 1)} more ${findings.length === 2 ? 'finding' : 'findings'})`;
  const kind = worst.severity === 'info' ? 'worth knowing is' : 'what is wrong is';
  return `${kind} that ${shortened(findingText(worst, time), MAX_PER_FINDING)}${more}`;
}

function held({ untilReboot, lasting, isUnknown }: KeepDown, it: string): string {
  const found = 'no fault was found';
  if (isUnknown === true) return `${found}, and what keeps ${it} down is not known, as the manager was not asked`;
  const [commands, how] = untilReboot.length === 0 ? [lasting, 'for good'] : [untilReboot, 'until the next boot'];
  const [command] = commands;
  if (command === undefined) return found;
  if (commands.length > 1) return `${found}, and it takes ${String(commands.length)} commands to keep ${it} down ${how}`;
  return `${found}, and “${shortened(command, MAX_PER_FINDING)}” keeps ${it} down ${how}${HOLDS.test(command) ? '' : `, unless someone starts ${it}`}`;
}
