import { usecBetween, type Instant } from '../../model/instant.ts';
import { instantProperty, usecProperty } from '../../model/properties.ts';
import type { UnitRecord } from '../../model/unit-record.ts';
import type { History } from '../../history/history.ts';
import { lastSettingLine } from '../../systemd/unit-file-syntax.ts';
import { filesOfUnit } from '../../history/setting-location.ts';
import { clientInProc } from '../clients/processes.ts';
import { parseSpan } from '../../systemd/time-span.ts';
import { defineEndMechanism } from './mechanism.ts';

/**
 * TimeoutIdleSec= of an automount: the kernel said that nobody had used its mount for so long, and the manager queued a stop job (automount_dispatch_io() in src/core/automount.c).
 * Neither a line nor a signal tells of it, so a client that was gone at once is not excluded.
 */
export const automountIdle = defineEndMechanism({
  name: 'automount-idle',
  judge({ unit, stop }, history, others) {
    if (stop === undefined || stop.kind === 'restart' || !unit.name.endsWith('.mount')) return [];
    if (others.some(({ strength }) => strength !== 'possible')) return [];
    const { job, activation } = stop;
    if (clientInProc(activation, history)?.certain === true) return [];
    return history.edges
      .namedBy(unit.name, 'Triggers')
      .filter((name) => name.endsWith('.automount'))
      .flatMap((name) => {
        if (mayExpire(history.unit(name), activation.at, history) !== true) return [];
        return [
          {
            strength: 'correlated',
            from: { kind: 'unit', unit: name },
            setting: 'TimeoutIdleSec=',
            why: 'no other unit took it down and no client was seen, and it may have been idle for so long',
            evidence: job.queued === undefined ? job.logs.slice(0, 1) : [job.queued],
          } as const,
        ];
      });
  },
});

/**
 * Whether the mount of an automount may have been idle for long enough by then; undefined when its TimeoutIdleSec= is not known. A mount that somebody started past its automount may
 * have been idle, to the kernel, for as long as the automount has been there.
 */
export function mayExpire({ name, properties = {} }: UnitRecord, at: Instant, history: History): boolean | undefined {
  const written = lastSettingLine(filesOfUnit(name, history), 'TimeoutIdleSec')?.value;
  const known = properties['TimeoutIdleUSec'] !== undefined ? (usecProperty(properties, 'TimeoutIdleUSec') ?? 0n) : undefined;
  const idle = known ?? (written === undefined ? undefined : parseSpan(written));
  if (idle === undefined || idle === 0n) return idle === undefined ? undefined : false;
  const since = instantProperty(properties, 'ActiveEnterTimestamp', at.bootId);
  const age = since === undefined ? undefined : usecBetween(since, at);
  return age === undefined || age < 0n || age >= idle;
}
