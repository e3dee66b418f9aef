import type { History } from '../../history/history.ts';
import type { Mention } from '../../model/fact.ts';
import { isOf, templateOf } from '../../systemd/unit-name.ts';
import type { Starter } from './index.ts';
import { stateWords, wasManagerQueried } from './state.ts';
import { defined } from '../../defined.ts';

/** What lines outside of the unit files say can start a unit: bus names, udev rules, and the tables and scripts that mention it. */
export function mentionersOf(unit: string, history: History): readonly Starter[] {
  const mentions = history.disk.mentions.filter((one) => isOf(history.canonical(one.unit), unit) || one.unit === templateOf(unit));
  const devices = history.edges.namedBy(unit, 'Wants').some((owner) => owner.endsWith('.device'));
  return mentions.flatMap((mention): readonly Starter[] => {
    if (mention.where === 'udev-rule') return devices ? [] : [udevRule(mention)];
    if (mention.where === 'bus-service') return [busName(mention, history)];
    return mention.owner === unit ? [] : [mentioner(mention, history)];
  });
}

/** The udev rules that have devices want a unit. */
export function udevRulesFor(unit: string, history: History): Starter['declaredIn'] {
  return history.disk.mentions
    .filter((one) => one.where === 'udev-rule' && (history.canonical(one.unit) === unit || one.unit === templateOf(unit)))
    .map(({ path, line }) => ({ path, line }));
}

function busName(mention: Mention, history: History): Starter {
  const name = mention.busName ?? '';
  return defined({
    mechanism: 'bus-activation',
    from: { kind: 'client' },
    armed: wasManagerQueried(history) ? true : undefined,
    detail: `asking for ${name}`,
    declaredIn: [{ path: mention.path, line: mention.line }],
    remedy: [],
  });
}

function udevRule(mention: Mention): Starter {
  return {
    mechanism: 'device',
    from: { kind: 'kernel' },
    detail: 'a device that a udev rule matches',
    declaredIn: [{ path: mention.path, line: mention.line }],
    remedy: [],
  };
}

/** Whether such a line is ever executed is unknown. */
function mentioner(mention: Mention, history: History): Starter {
  const { owner, path, line } = mention;
  const state = owner === undefined ? undefined : stateWords(owner, history);
  return {
    mechanism: 'client-request',
    from:
      owner === undefined
        ? { kind: 'client', ...(mention.where === 'cron' ? { comm: 'cron' } : { comm: baseName(path) }) }
        : { kind: 'unit', unit: owner },
    strength: 'possible',
    detail: [...(state === undefined ? [] : [state]), mention.text.trim()].join(': '),
    declaredIn: [{ path, line }],
    remedy: [],
  };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
