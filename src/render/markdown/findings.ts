import type { Finding } from '../../model/timeline.ts';
import { findingText, mendsOf } from '../words/finding.ts';
import { heading, list, type Block, type Item } from './blocks.ts';
import { code, inline } from './inline.ts';
import { onHost, type Page } from './page.ts';
import { placeWords } from '../words/phrases.ts';

/** What is wrong, worst first: the sentence, where it is written, and what mends it. */
export function findingsPart(page: Page): readonly Block[] {
  const { findings } = page.timeline;
  return findings.length === 0 ? [] : [heading(3, 'What was found wrong'), ...list(findings.map((finding) => item(finding, page)))];
}

/** A mend that is nothing but a command can be copied. */
const COMMAND = /^(?:systemctl|journalctl|systemd-analyze|getent|mkdir|chmod|useradd|groupadd|sed|whyalive) /;

function item(finding: Finding, page: Page): Item {
  const { severity, unit, declaredIn } = finding;
  const { timeline, time } = page;
  const said = findingText(finding, (at) => time.short(at, timeline.window.until));
  const places = declaredIn.map((place) => code(placeWords(place)));
  return {
    text: `**${severity === 'info' ? 'note' : severity}**${onHost(finding, page)}: ${inline(said.includes(unit) ? said : `${unit}: ${said}`)}`,
    below: [
      ...(places.length === 0 ? [] : [`declared in ${places.join(', ')}`]),
      ...mendsOf(finding).map((mend) => `mend: ${COMMAND.test(mend) ? code(mend) : inline(mend)}`),
    ],
  };
}
