import type { Cause, ClientDescription, Start, Timeline, TimelineHost } from '../../model/timeline.ts';
import { isClient } from '../words/cause.ts';
import { attributes, type Values } from './attribute.ts';
import type { Resource } from './payload.ts';

/** Makes the resources of one timeline; hosts are looked up once. */
export type Resources = ReturnType<typeof resourcesOf>;

/**
 * Units, and whoever else acts, as resources: a backend shows each as a service. The service's name is the unit's whole name, since reconcile.timer and
 * reconcile.service are two, and since what nginx itself sends as `nginx` stays apart from what systemd did to nginx.service.
 */
export function resourcesOf({ host, hosts = [], manager }: Timeline) {
  const byName = new Map(hosts.map((one) => [one.name, one]));
  const known = new Map<string, Resource>();
  const resource = (key: string, start: Start, values: () => Values): Resource => {
    const whole = [start.host, start.at.bootId, key].join('\0');
    const about = (): Values => hostAttributes(byName.get(start.host ?? '') ?? { ...host, manager }, start);
    const found = known.get(whole) ?? { attributes: attributes({ ...values(), ...about() }) };
    known.set(whole, found);
    return found;
  };
  return {
    /** A unit; with the invocation, that run of it. */
    unit: (unit: string, start: Start, invocationId?: string): Resource =>
      resource(['unit', unit, invocationId].join('\0'), start, () => ({
        'service.name': unit,
        'service.instance.id': invocationId,
        'systemd.unit': unit,
      })),
    /** Whoever stands at the beginning of a hop. */
    cause: (cause: Cause, start: Start): Resource =>
      resource(cause.kind === 'unit' ? ['unit', cause.unit, undefined].join('\0') : JSON.stringify(cause), start, () => ({
        'service.name': serviceName(cause),
        ...causeAttributes(cause),
      })),
  };
}

function hostAttributes(
  { hostname, machineId, bootId, systemdVersion, manager }: Omit<TimelineHost, 'name' | 'since' | 'until'>,
  { at }: Start,
): Values {
  return {
    'service.namespace': 'systemd',
    'host.name': hostname,
    'host.id': machineId,
    'os.type': 'linux',
    'systemd.manager': manager,
    'systemd.version': systemdVersion,
    'systemd.boot_id': at.bootId ?? bootId,
  };
}

function serviceName(cause: Cause): string {
  switch (cause.kind) {
    case 'unit':
      return cause.unit;
    case 'boot':
      return 'boot';
    case 'kernel':
      return 'kernel';
    case 'unknown':
      return UNKNOWN;
    case 'client':
    case 'process':
      return programOf(cause) ?? cause.unit ?? UNKNOWN;
    case 'peer':
      return programOf(cause) ?? cause.unit ?? cause.address ?? UNKNOWN;
  }
}

/** What OpenTelemetry's resource conventions call a service whose name is not known. */
const UNKNOWN = 'unknown_service';

function causeAttributes(cause: Cause): Values {
  if (cause.kind === 'unit') return { 'systemd.unit': cause.unit };
  if (!isClient(cause)) return {};
  const { pid, uid, user, comm, cmdline, unit } = cause;
  return {
    'process.pid': pid,
    'process.executable.name': comm,
    'process.command_line': cmdline,
    'process.owner': user,
    'process.user.id': uid,
    'systemd.unit': unit,
  };
}

function programOf({ comm, cmdline }: ClientDescription): string | undefined {
  const name = comm ?? cmdline?.split(/\s/, 1)[0]?.split('/').at(-1);
  return name === undefined || name.trim() === '' ? undefined : name;
}
