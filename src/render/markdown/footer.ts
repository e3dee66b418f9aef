import { STRENGTHS } from '../../model/strength.ts';
import type { Timeline } from '../../model/timeline.ts';
import { STRENGTH_MEANS } from '../words/phrases.ts';
import { list, type Block } from './blocks.ts';
import { inline } from './inline.ts';
import type { Page } from './page.ts';

/** Which program and version made the report, of what, and what its words mean. */
export function colophon({ timeline, time }: Page): readonly Block[] {
  const { generator, replayOf, starts, window } = timeline;
  const used = STRENGTHS.filter((strength) => strength !== 'unexplained' && starts.some((start) => start.strength === strength));
  const recorded = replayOf?.recordedAt === undefined ? '' : ` (recorded from ${time.utc(replayOf.recordedAt)} on)`;
  const of = replayOf === undefined ? '' : ` from the recording ${inline(replayOf.path)}${recorded}`;
  const since = window.since === undefined ? `until ${time.utc(window.until)}` : time.range(window.since, window.until);
  return [
    '---',
    `Made by ${generator.name} ${inline(generator.version)}${of}; it looks at ${inline(since)}.`,
    ...list([...hostItems(timeline, time), ...used.map((strength) => `${strength}: ${inline(STRENGTH_MEANS[strength])}`)]),
  ];
}

function hostItems({ hosts, host, manager, window }: Timeline, time: Page['time']): readonly string[] {
  const told = hosts ?? [{ name: host.hostname ?? 'the host', manager, ...host, until: window.until }];
  return told.map(({ name, systemdVersion, bootId, manager: scope, until }) => {
    const facts = [
      systemdVersion === undefined ? 'systemd of unknown version' : `systemd ${systemdVersion}`,
      ...(bootId === undefined ? [] : [`boot ${bootId}`]),
      ...(scope === 'user' ? ['the user manager'] : []),
      ...(hosts === undefined ? [] : [`recorded until ${time.utc(until)}`]),
    ];
    return `${inline(name)}: ${inline(facts.join(', '))}`;
  });
}
