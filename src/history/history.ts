import { compareInstants, type Instant } from '../model/instant.ts';
import type { Announcement } from '../model/announcement.ts';
import type { Gap } from '../model/timeline.ts';
import type { HostPayload, Observation, Properties, SourceName, SourceStatusPayload } from '../model/observation.ts';
import type { ManagerScope } from '../systemd/systemctl-line.ts';
import {
  type ObservedSpan,
  emptyUnitRecord,
  hasSignalledSince,
  namesOf,
  openJob,
  type Job,
  type StartRecord,
  type UnitRecord,
} from '../model/unit-record.ts';
import { decodeObservation } from './decode/observation.ts';
import { declaredEdges, edgesByName } from './declared-edges.ts';
import { createEdges, type DeclaredEdge, type Edges } from './edges.ts';
import { detectStart, noteLine } from './decode/start.ts';
import { createAnnouncements } from './announcements.ts';
import { createJobTable } from './job-table.ts';
import { createUserNames } from './user-names.ts';
import { createDiskRecord, type DiskRecord } from './disk-record.ts';
import type {
  BusRequest,
  BusRequester,
  ClientCall,
  ClientExec,
  ClientScan,
  Fact,
  HostLogged,
  JobLogged,
  JobQueued,
  JobRemoved,
  NameWatch,
  PeerScan,
  UnitState,
} from '../model/fact.ts';
import { isTransientFile } from '../model/disk-keys.ts';
import { isDown, listProperty, textProperty } from '../model/properties.ts';
import { asInstanceOf, isTemplate, templateOf } from '../systemd/unit-name.ts';
import { boundsFor, keepInOrder, keepLatest, keepLatestChanges, KEPT_PER_UNIT } from './retention.ts';

/** All facts, by unit and by job. `add` is the only way in, and memory is bounded: only the latest facts of each kind are kept. */
export interface History {
  /** Adds one observation; returns the starts that it revealed. */
  add(observation: Observation): readonly StartRecord[];
  /** The record of a unit by any of its names; empty when nothing is known of it. */
  unit(name: string): UnitRecord;
  units(): Iterable<UnitRecord>;
  /** The primary name of a unit. */
  canonical(name: string): string;
  /** The job with this id on the boot of `at`, of the manager that ran then. */
  job(id: number, at: Instant): Job | undefined;
  /** The manager that ran at a time, where a user had several on that boot. */
  managerAt(at: Instant): string | undefined;
  readonly edges: Edges;
  /** What was read from disk besides the unit files. */
  readonly disk: DiskRecord;
  readonly hostLogs: readonly HostLogged[];
  readonly clientsSeen: readonly ClientScan[];
  readonly clientsExecuted: readonly ClientExec[];
  readonly clientCalls: readonly ClientCall[];
  readonly busRequests: readonly (BusRequest | BusRequester)[];
  readonly nameWatches: readonly NameWatch[];
  readonly peersSeen: readonly PeerScan[];
  readonly observedSpans: readonly ObservedSpan[];
  /** The manager's announcements of jobs, new and changed ones. */
  readonly announcements: readonly Announcement[];
  readonly gaps: readonly Gap[];
  readonly statuses: ReadonlyMap<SourceName, SourceStatusPayload>;
  host(): HostPayload | undefined;
  managerProperties(): Properties | undefined;
  /** The first number of systemd's version; 0 when unknown. */
  systemdVersion(): number;
  bootId(): string | undefined;
  /** The time of the latest journal entry that was read; all earlier entries have been read as well. */
  journalReadUntil(): Instant | undefined;
  /** The time of the latest observation: the end of the session, once that is known. */
  seenUntil(): Instant | undefined;
  /** Whether `order` lies in a span in which the bus was observed. */
  wasObserved(order: number): boolean;
}

const KEPT_LOGS = 4_000;
/** Number of output lines kept per unit. */
const KEPT_OUTPUT = 200;

/** Whether what is told of a unit is what was told before: a slice is announced for each unit that starts in it. */
function isToldBefore(last: UnitState, state: UnitState): boolean {
  return (
    last.activeState === state.activeState &&
    last.subState === state.subState &&
    last.invocationId === state.invocationId &&
    last.jobId === state.jobId &&
    last.inactiveExit?.realtimeUsec === state.inactiveExit?.realtimeUsec &&
    last.stateChange?.realtimeUsec === state.stateChange?.realtimeUsec
  );
}

/** An empty history of one manager, which keeps at most `keptPerUnit` facts of each kind per unit. */
export function createHistory(scope: ManagerScope, keptPerUnit = KEPT_PER_UNIT): History {
  const units = new Map<string, UnitRecord>();
  /** The primary names by all that the manager told, and by those that the disk has for units that may not be loaded. */
  const names = new Map<string, string>();
  const aliases = new Map<string, string>();
  let hasTemplateAlias = false;
  /** Units that were unloaded, those of them with files that outlast them, and those of which the manager did not tell: the oldest first. */
  const unloaded = new Set<string>();
  const lasting = new Set<string>();
  const named = new Set<string>();
  const jobs = createJobTable();
  const announcements = createAnnouncements();
  const edges = createEdges();
  const disk = createDiskRecord();
  const hostLogs: HostLogged[] = [];
  const clientsSeen: ClientScan[] = [];
  const clientsExecuted: ClientExec[] = [];
  const clientCalls: ClientCall[] = [];
  const userNames = createUserNames();
  const busRequests: (BusRequest | BusRequester)[] = [];
  const nameWatches: NameWatch[] = [];
  const peersSeen: PeerScan[] = [];
  const observedSpans: ObservedSpan[] = [];
  const gaps: Gap[] = [];
  const statuses = new Map<SourceName, SourceStatusPayload>();
  let host: HostPayload | undefined;
  let managerProperties: Properties | undefined;
  let bootId: string | undefined;
  let journalReadUntil: Instant | undefined;
  let seenUntil: Instant | undefined;

  const bounds = boundsFor(keptPerUnit);
  const { scans: keptScans } = bounds;
  const canonical = (name: string): string => names.get(name) ?? aliases.get(name) ?? aliasOfInstance(name) ?? name;
  /** An instance is what its template is. */
  const aliasOfInstance = (name: string): string | undefined => {
    const template = hasTemplateAlias ? templateOf(name) : undefined;
    const primary = template === undefined ? undefined : aliases.get(template);
    return primary === undefined ? undefined : asInstanceOf(primary, name);
  };
  const unit = (name: string): UnitRecord => {
    const primary = canonical(name);
    let record = units.get(primary);
    if (record === undefined) {
      units.set(primary, (record = emptyUnitRecord(primary)));
      named.add(primary);
      forgetOldest(named, bounds.named);
      const template = hasTemplateAlias ? templateOf(primary) : undefined;
      if (template !== undefined) for (const alias of unit(template).aliases) record.aliases.add(asInstanceOf(alias, primary));
    }
    return record;
  };
  const jobOf = (fact: JobLogged | JobQueued | JobRemoved): Job | undefined =>
    jobs.of(fact, canonical(fact.unit), (job) => {
      const record = unit(fact.unit);
      forget(record, keepLatest(record.jobs, job, keptPerUnit)?.queued);
    });

  const forget = (record: UnitRecord, dropped: { readonly order: number } | undefined): void => {
    if (dropped !== undefined) record.forgottenUntil = Math.max(dropped.order, record.forgottenUntil ?? 0);
  };

  const isUnitDown = (job: Job): boolean => isDown(unit(job.unit).states.at(-1)?.activeState);

  /** It is not among those that may be forgotten. */
  const unmark = (name: string): void => {
    for (const some of [unloaded, lasting, named]) some.delete(name);
  };

  const forgetUnit = (name: string): void => {
    unmark(name);
    const record = units.get(name);
    if (record === undefined) return;
    units.delete(name);
    for (const its of namesOf(record)) if (names.get(its) === name) names.delete(its);
    edges.forget(name);
    if (record.files.some(({ path }) => isTransientFile(path))) edges.undeclare(name);
  };

  const forgetOldest = (from: Set<string>, most: number): void => {
    if (from.size <= most * 1.1) return;
    for (const oldest of [...from].slice(0, from.size - most)) forgetUnit(oldest);
  };

  /** There can be thousands of transient units and connection instances; the oldest are dropped, and later also those whose files outlast them. */
  const noteUnloaded = (name: string): void => {
    const record = units.get(name);
    if (record === undefined) return;
    named.delete(name);
    const some = record.files.some(({ path }) => !isTransientFile(path)) ? lasting : unloaded;
    some.add(name);
    forgetOldest(some, some === lasting ? bounds.named : bounds.unloaded);
  };

  /** A manager that reloads tells of no unit that it forgets, but then lists all that it has. */
  const noteListed = (listed: ReadonlySet<string>): void => {
    const isKnown = (name: string): boolean => listed.has(name) || [named, unloaded, lasting].some((some) => some.has(name));
    for (const name of [...units.keys()].filter((one) => !isKnown(one))) noteUnloaded(name);
  };

  const take = (fact: Fact): StartRecord | undefined => {
    if (fact.kind === 'job-logged') {
      const record = unit(fact.unit);
      keepInOrder(record.logs, fact, keptPerUnit);
      const job = jobOf(fact);
      if (job !== undefined) keepInOrder(job.logs, fact);
      return detectStart(record, fact, job, undefined);
    }
    if (fact.kind === 'unit-state') {
      const record = unit(fact.unit);
      unmark(record.name);
      // While a unit's signals are received, a reply of the manager adds nothing and could be out of order.
      const since = Math.max(record.loaded?.order ?? 0, observedSpans.at(-1)?.until?.order ?? 0);
      if (fact.mayBeStale === true && hasSignalledSince(record, since)) return undefined;
      const start = detectStart(record, fact, openJob(record, fact.jobId), observedSpans.at(-1));
      forget(record, keepLatestChanges(record.states, fact, isToldBefore, keptPerUnit));
      if (fact.signalled) {
        record.lastSignalled = fact.order;
        announcements.interrupt(record.name);
      }
      return start;
    }
    keep(fact);
    return undefined;
  };

  /** Only lines about jobs and states of units tell of starts. */
  const keep = (fact: Exclude<Fact, JobLogged | UnitState>): void => {
    switch (fact.kind) {
      case 'job-queued': {
        const job = jobOf(fact);
        if (job === undefined) return;
        job.queued ??= fact;
        if (fact.known === 'heard') announcements.take(fact, job, isUnitDown(job));
        return;
      }
      case 'job-removed': {
        const job = jobOf(fact);
        if (job !== undefined) job.removed = fact;
        announcements.interrupt();
        return;
      }
      case 'job-changed': {
        const job = jobs.get(fact.jobId, fact.at);
        if (job !== undefined) announcements.take(fact, job, isUnitDown(job));
        return;
      }
      case 'unit-logged':
        keepInOrder(unit(fact.unit).logs, fact, keptPerUnit);
        return noteLine(unit(fact.unit), fact);
      case 'unit-detail':
        keepLatest(unit(fact.unit).details, fact, keptPerUnit);
        return;
      case 'unit-properties': {
        const id = textProperty(fact.properties, 'Id') ?? fact.unit;
        for (const name of [fact.unit, id, ...listProperty(fact.properties, 'Names')]) names.set(name, id);
        unit(id).properties = fact.properties;
        unit(id).firstDescribedAt ??= fact.at;
        unit(id).describedAt = fact.at;
        unmark(id);
        return edges.describe(id, fact.properties, fact.at);
      }
      case 'unit-loaded':
        unit(fact.unit).loaded = fact;
        unmark(canonical(fact.unit));
        announcements.interrupt(canonical(fact.unit));
        return edgesByName(fact.unit).forEach(declare);
      case 'unit-unloaded':
        announcements.interrupt(fact.unit);
        return noteUnloaded(fact.unit);
      case 'manager-properties':
        managerProperties = fact.properties;
        return;
      case 'host-logged': {
        if (fact.detail.event === 'startup-finished') jobs.noteManager(fact.detail.manager, fact.at);
        const proven = userNames.proven(fact);
        if (proven !== undefined) keepInOrder(hostLogs, proven, KEPT_LOGS);
        return;
      }
      case 'client-scan':
        keepLatest(clientsSeen, fact, keptScans);
        return;
      case 'client-exec':
        keepLatest(clientsExecuted, fact, keptScans);
        return;
      case 'client-call':
        keepLatest(clientCalls, fact, keptScans);
        return;
      case 'bus-request':
      case 'bus-requester':
        keepLatest(busRequests, fact, keptScans);
        return;
      case 'name-watch':
        keepLatest(nameWatches, fact, keptScans);
        return;
      case 'peer-scan':
        keepLatest(peersSeen, fact, keptScans);
        return;
      case 'bus-heard': {
        const edge = { order: fact.order, at: fact.at };
        announcements.lose();
        const last = observedSpans.at(-1);
        if (fact.edge === 'begin') {
          observedSpans.push({ since: edge });
          // The first one tells since when there is a recording at all.
          if (observedSpans.length > bounds.gaps * 1.25) observedSpans.splice(1, observedSpans.length - bounds.gaps);
        } else if (last !== undefined) last[fact.edge === 'reload' ? 'reloaded' : 'until'] ??= edge;
        return;
      }
      case 'unit-file': {
        const { files } = unit(fact.unit);
        const known = files.findIndex(({ path }) => path === fact.path);
        if (known >= 0) files[known] = fact;
        else files.push(fact);
        return declaredEdges(fact).forEach(declare);
      }
      case 'unit-output':
        return keepInOrder(unit(fact.unit).output, fact, KEPT_OUTPUT);
      case 'path-check':
      case 'account-check':
      case 'file-origin':
      case 'mention':
        disk.take(fact);
        return;
      case 'unit-alias':
        aliases.set(fact.alias, fact.unit);
        hasTemplateAlias ||= isTemplate(fact.alias);
        unit(fact.unit).aliases.add(fact.alias);
        return;
      case 'dependency-link':
        if (disk.take(fact)) edges.declare(fact.owner, fact.setting, fact.unit);
    }
  };

  const declare = ({ owner, setting, target }: DeclaredEdge): void => edges.declare(owner, setting, target);

  return {
    add(observation) {
      const { payload } = observation;
      if (payload.kind === 'host') host = payload;
      if (payload.kind === 'user-name') userNames.note(payload.uid, payload.user);
      if (payload.kind === 'unit-list') noteListed(new Set(payload.units.map(({ unit: its }) => canonical(its))));
      if (payload.kind === 'source-status') statuses.set(payload.source, payload);
      if (payload.kind === 'gap')
        keepLatest(gaps, { from: payload.from, to: payload.to, source: payload.source, text: payload.text }, bounds.gaps);
      if (seenUntil === undefined || compareInstants(observation.at, seenUntil) > 0) seenUntil = observation.at;
      if (payload.source !== 'journal') bootId ??= observation.at.bootId;
      if (payload.kind === 'entry' && (journalReadUntil === undefined || compareInstants(observation.at, journalReadUntil) > 0))
        journalReadUntil = observation.at;
      return decodeObservation(observation, scope)
        .map(take)
        .filter((start) => start !== undefined);
    },
    unit,
    units: () => units.values(),
    canonical,
    job: jobs.get,
    managerAt: jobs.managerAt,
    edges,
    disk: disk.record,
    hostLogs,
    clientsSeen,
    clientsExecuted,
    clientCalls,
    busRequests,
    nameWatches,
    peersSeen,
    observedSpans,
    announcements: announcements.kept,
    gaps,
    statuses,
    host: () => host,
    managerProperties: () => managerProperties,
    systemdVersion: () => Number.parseInt(host?.systemdVersion ?? textProperty(managerProperties ?? {}, 'Version') ?? '0', 10) || 0,
    bootId: () => bootId,
    journalReadUntil: () => journalReadUntil,
    seenUntil: () => seenUntil,
    wasObserved: (order) => observedSpans.some(({ since, until }) => since.order <= order && (until === undefined || order <= until.order)),
  };
}
