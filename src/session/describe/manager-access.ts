import { RefusedCallError, type UnitRow } from '../../collect/bus/manager-calls.ts';
import type { Properties } from '../../model/observation.ts';
import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import type { SystemBus, SystemBusOptions } from '../../collect/bus/system-bus.ts';
import type { UnitSearchOptions } from '../../collect/files/unit-search-path.ts';
import type { Session } from '../session.ts';
import { defined } from '../../defined.ts';

/** Which manager, and how long it is waited for. */
type BusOptions = Pick<SystemBusOptions, 'scope' | 'address' | 'callTimeoutMs'>;

/** What a request says of where to look. */
interface RequestedPlaces {
  readonly scope: ManagerScope;
  readonly root?: string;
  readonly directory?: string;
  readonly files?: readonly string[];
}

/** The manager as far as looking back and around asks it. Nothing rejects: what it does not tell is noted in the session. */
export interface ManagerAccess extends ManagerQueries {
  readonly properties: Properties;
  close(): Promise<void>;
}

/** What it tells of units; undefined where it does not answer, or has not loaded the unit. */
export interface ManagerQueries {
  unitProperties(unit: string): Promise<Properties | undefined>;
  units(): Promise<readonly UnitRow[] | undefined>;
}

/** The session as far as it is told what could not be asked. */
type Noting = Pick<Session, 'missing' | 'degraded'>;

/** The manager; that it is missing, or does not answer, is noted in the session. */
export async function tryManager(
  session: Pick<Session, 'stream' | 'ok' | 'missing' | 'degraded'>,
  options: BusOptions,
): Promise<ManagerAccess | undefined> {
  const { openSystemBus } = await import('../../collect/bus/system-bus.ts');
  let bus: SystemBus | undefined;
  try {
    bus = await openSystemBus({ ...options, stream: session.stream });
    const properties = await bus.managerProperties();
    session.ok('system-bus');
    return { properties, ...managerQueries(bus, session), close: bus.close };
  } catch (error) {
    await bus?.close();
    session.missing('system-bus', error);
    return undefined;
  }
}

/** Asks a manager that may stop answering: then it is not asked again, as each call would wait in vain. */
export function managerQueries(bus: Pick<SystemBus, 'unitProperties' | 'units'>, session: Noting): ManagerQueries {
  let lack: 'degraded' | 'missing' | undefined;
  const note = (error: unknown): undefined => {
    const found = error instanceof RefusedCallError ? 'degraded' : 'missing';
    if (lack === found || lack === 'missing') return undefined;
    lack = found;
    session[found]('system-bus', error);
  };
  return {
    unitProperties: async (unit) => (lack === 'missing' ? undefined : bus.unitProperties(unit).catch(note)),
    units: async () => (lack === 'missing' ? undefined : bus.units().catch(note)),
  };
}

/** Where the unit files are: the manager's own search path where it tells; nowhere when only a journal was given. */
export function placesOf(asked: RequestedPlaces, manager: ManagerAccess | undefined): UnitSearchOptions | undefined {
  const { scope, root, directory, files = [] } = asked;
  if (root !== undefined) return { scope, root };
  if (directory !== undefined || files.length > 0) return undefined;
  const path = manager?.properties['UnitPath'];
  const searchPath = Array.isArray(path) ? path.filter((folder): folder is string => typeof folder === 'string') : undefined;
  return defined({ scope, searchPath });
}
