import type { ManagerScope } from '../sources/observation.ts';
import type { SystemBus } from '../sources/system-bus.ts';
import type { UnitSearchOptions } from '../sources/unit-search-path.ts';
import type { Session } from './session.ts';

/** What a request says of where to look. */
interface AskedPlaces {
  readonly scope: ManagerScope;
  readonly root?: string;
  readonly directory?: string;
  readonly files?: readonly string[];
}

/** The manager's bus; that it is missing is noted in the session. */
export async function tryBus(session: Session, scope: ManagerScope): Promise<SystemBus | undefined> {
  const { openSystemBus } = await import('../sources/system-bus.ts');
  try {
    const bus = await openSystemBus({ scope, stream: session.stream });
    session.ok('system-bus');
    return bus;
  } catch (error) {
    session.missing('system-bus', error);
    return undefined;
  }
}

/** Where the unit files are: the manager's own search path where it tells; nowhere when only a journal was given. */
export async function placesOf(asked: AskedPlaces, bus: SystemBus | undefined): Promise<UnitSearchOptions | undefined> {
  const { scope, root, directory, files = [] } = asked;
  if (root !== undefined) return { scope, root };
  if (directory !== undefined || files.length > 0) return undefined;
  const path = (await bus?.managerProperties())?.['UnitPath'];
  const searchPath = Array.isArray(path) ? path.filter((folder): folder is string => typeof folder === 'string') : undefined;
  return { scope, ...(searchPath === undefined ? {} : { searchPath }) };
}
