import { RefusedCallError, type UnitRow } from '../../collect/bus/manager-calls.ts';
import type { Properties } from '../../model/observation.ts';
import type { TimedSink } from '../../collect/observation-stream.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import type { SystemBus, SystemBusOptions } from '../../collect/bus/system-bus.ts';
import type { UnitSearchOptions } from '../../collect/files/unit-search-path.ts';
import type { Session } from '../session.ts';
import { defined } from '../../defined.ts';

/** Which manager, and how long it is waited for. */
type BusOptions = Pick<SystemBusOptions, 'scope' | 'address' | 'callTimeoutMs'>;

/** The options of a request that name where to look. */
interface RequestedPlaces {
  readonly scope: ManagerScope;
  readonly root?: string;
  readonly directory?: string;
  readonly files?: readonly string[];
}

/** A manager that answers queries. No call rejects: what cannot be read is noted in the session. */
export interface ManagerAccess extends ManagerQueries {
  readonly properties: Properties;
  /** Adds the jobs that wait or run now to the session: none of them has left a line of its end, and those that wait none at all. */
  noteJobs(): Promise<void>;
  close(): Promise<void>;
}

/** Queries about units; undefined where the manager does not answer, or has not loaded the unit. */
export interface ManagerQueries {
  unitProperties(unit: string): Promise<Properties | undefined>;
  units(): Promise<readonly UnitRow[] | undefined>;
}

/** Where it is noted what could not be read. */
type Noting = Pick<Session, 'missing' | 'degraded'>;

/** Connects to the manager; that it is missing, or does not answer, is noted in the session. */
export async function tryManager(
  session: Pick<Session, 'stream' | 'ok' | 'missing' | 'degraded'>,
  options: BusOptions,
): Promise<ManagerAccess | undefined> {
  const { openSystemBus } = await import('../../collect/bus/system-bus.ts');
  let bus: SystemBus | undefined;
  try {
    bus = await openSystemBus({ ...options, stream: withoutSignals(session.stream) });
    const properties = await bus.managerProperties();
    session.ok('system-bus');
    const { jobs, close } = bus;
    const noteJobs = async (): Promise<void> => {
      try {
        session.stream.emit({ source: 'system-bus', kind: 'job-list', jobs: await jobs() });
      } catch (error) {
        session.degraded('system-bus', error);
      }
    };
    return { properties, ...managerQueries(bus, session), noteJobs, close };
  } catch (error) {
    await bus?.close();
    session.missing('system-bus', error);
    return undefined;
  }
}

/** Where one looks once, signals are heard for some ms only, and what is heard of a job's middle says nothing of its begin. */
function withoutSignals(stream: TimedSink): TimedSink {
  return { emit: (payload, at) => (payload.kind === 'signal' ? undefined : stream.emit(payload, at)) };
}

/** Queries to a manager that may stop answering: then it is not called again, as each call would time out. */
export function managerQueries(bus: Pick<SystemBus, 'unitProperties' | 'units'>, session: Noting): ManagerQueries {
  let status: 'degraded' | 'missing' | undefined;
  const note = (error: unknown): undefined => {
    const found = error instanceof RefusedCallError ? 'degraded' : 'missing';
    if (status === found || status === 'missing') return undefined;
    status = found;
    session[found]('system-bus', error);
  };
  return {
    unitProperties: async (unit) => (status === 'missing' ? undefined : bus.unitProperties(unit).catch(note)),
    units: async () => (status === 'missing' ? undefined : bus.units().catch(note)),
  };
}

/** Where the unit files are: the manager's own search path where it is known; undefined when only a journal was given. */
export function placesOf(request: RequestedPlaces, manager: ManagerAccess | undefined): UnitSearchOptions | undefined {
  const { scope, root, directory, files = [] } = request;
  if (root !== undefined) return { scope, root };
  if (directory !== undefined || files.length > 0) return undefined;
  const path = manager?.properties['UnitPath'];
  const searchPath = Array.isArray(path) ? path.filter((folder): folder is string => typeof folder === 'string') : undefined;
  return defined({ scope, searchPath });
}
