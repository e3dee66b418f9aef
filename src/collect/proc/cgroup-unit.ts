import type { ManagerScope } from '../../systemd/systemctl-line.ts';
import { defined } from '../../defined.ts';

/** The unit and session that a cgroup path stands for. */
interface CgroupUnit {
  readonly unit?: string;
  readonly session?: string;
}

/**
 * Reads /proc/PID/cgroup: the unit of the system manager is the first part of the path that is no slice (cg_path_get_unit(), basic/cgroup-util.c); what is
 * below user@UID.service belongs to that user's manager. Works for cgroup v2, v1 and hybrid, where the line of systemd's own hierarchy counts.
 */
export function unitOfCgroup(text: string, scope: ManagerScope): CgroupUnit {
  const path = cgroupPath(text);
  if (path === undefined) return {};
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(unescaped);
  const first = parts.findIndex((part) => !part.endsWith('.slice'));
  const systemUnit = parts[first];
  if (systemUnit === undefined || !isUnit(systemUnit)) return {};
  const session = /^session-(.+)\.scope$/.exec(systemUnit)?.[1];
  const inner = /^user@\d+\.service$/.test(systemUnit) ? parts.slice(first + 1).find((part) => !part.endsWith('.slice')) : undefined;
  const unit = scope === 'user' && inner !== undefined && isUnit(inner) ? inner : systemUnit;
  return defined({ unit, session });
}

function cgroupPath(text: string): string | undefined {
  const rows = text.split('\n').map((row) => /^(\d+):([^:]*):(\/.*)$/.exec(row));
  const unified = rows.find((row) => row?.[1] === '0' && row[2] === '')?.[3];
  const named = rows.find((row) => row?.[2] === 'name=systemd')?.[3];
  return unified !== undefined && unified !== '/' ? unified : (named ?? unified);
}

function isUnit(part: string): boolean {
  return (
    part.endsWith('.service') || part.endsWith('.scope') || part.endsWith('.socket') || part.endsWith('.mount') || part.endsWith('.swap')
  );
}

/** systemd puts `_` before a name that the kernel could take for its own (cg_escape()). */
function unescaped(part: string): string {
  return part.startsWith('_') ? part.slice(1) : part;
}
