import type { Timeline, TimelineHost } from '../../model/timeline.ts';

/** A host of a timeline: that of the name which starts, events and gaps carry, or the only one. */
export type HostOfStory = Partial<Omit<TimelineHost, 'manager' | 'since' | 'until'>>;

/** Finds the hosts of a timeline by the names that its parts carry; the part of a timeline of one host carries none. */
export function hostNamed({ host, hosts = [] }: Pick<Timeline, 'host' | 'hosts'>): (name: string | undefined) => HostOfStory {
  const byName = new Map(hosts.map((one) => [one.name, one]));
  const only: HostOfStory = { ...(host.hostname === undefined ? {} : { name: host.hostname }), ...host };
  return (name) => (name === undefined ? only : (byName.get(name) ?? { name, hostname: name }));
}
