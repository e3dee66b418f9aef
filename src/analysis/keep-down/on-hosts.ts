import type { KeepDown, Timeline, TimelineHost } from '../../model/timeline.ts';
import { shellWord } from '../../systemd/systemctl-line.ts';
import { defined } from '../../defined.ts';

/** The commands of several hosts, each given to its own: systemctl goes there by -H, the rest by ssh: `--user` does not go together with -H. `hosts` keeps them apart. */
export function keepDownOnHosts(timelines: readonly Timeline[], hosts: readonly Pick<TimelineHost, 'name' | 'hostname'>[]): KeepDown {
  const each = hosts.flatMap((host, index) => {
    const own = timelines[index]?.keepDown;
    if (own === undefined) return [];
    const there = (command: string): string => onHost(command, host.hostname ?? host.name);
    return [{ name: host.name, own, told: { ...own, untilReboot: own.untilReboot.map(there), lasting: own.lasting.map(there) } }];
  });
  const all = each.map(({ told }) => told);
  return defined({
    untilReboot: [...new Set(all.flatMap(({ untilReboot }) => untilReboot))],
    lasting: [...new Set(all.flatMap(({ lasting }) => lasting))],
    breaks: each.flatMap(({ name, told }) => told.breaks.map((one) => ({ ...one, host: name }))),
    isUnknown: all.length > 0 && all.every(({ isUnknown }) => isUnknown === true) ? true : undefined,
    hosts: Object.fromEntries(each.map(({ name, own }) => [name, own])),
  });
}

function onHost(command: string, host: string): string {
  if (/^systemctl (?!--user )/.test(command)) return command.replace(/^systemctl/, `systemctl -H ${shellWord(host)}`);
  return `ssh ${shellWord(host)} ${shellWord(command)}`;
}
