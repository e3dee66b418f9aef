import type { Finding } from '../../model/timeline.ts';
import { escapeForTerminal } from '../escape.ts';
import { findingText, mendsOf } from '../words/finding.ts';
import type { Style } from './style.ts';
import { hang } from './layout.ts';
import { moment } from '../time/zoned-time.ts';
import type { Look } from './options.ts';
import { placeWords } from '../words/phrases.ts';

const COLUMN = 11;

/** What is wrong, worst first: the sentence, where it is written, and what mends it. */
export function findingLines(findings: readonly Finding[], look: Look): readonly string[] {
  const { style, width, several, now, zone } = look;
  return findings.flatMap((finding) => {
    const { severity, unit, declaredIn } = finding;
    const said = findingText(finding, (at) => moment(at, now, zone));
    const places = declaredIn.map(placeWords);
    return [
      ...hang(
        `  ${paintSeverity(style, severity)}`,
        COLUMN,
        escapeForTerminal(several && !said.includes(unit) ? `${unit}: ${said}` : said),
        width,
      ),
      ...(places.length === 0 ? [] : hang('', COLUMN, escapeForTerminal(places.join(', ')), width, style.dim)),
      ...mendsOf(finding).flatMap((mend) => hang(`${' '.repeat(COLUMN)}→`, COLUMN + 2, escapeForTerminal(mend), width)),
    ];
  });
}

function paintSeverity(style: Style, severity: Finding['severity']): string {
  switch (severity) {
    case 'error':
      return style.red('error');
    case 'warning':
      return style.magenta('warning');
    case 'info':
      return style.dim('note');
  }
}
