import { attributeStart } from '../attribute-start.ts';
import type { History } from '../../history/history.ts';
import type { UnitRecord } from '../../model/unit-record.ts';
import { usecBetween } from '../../model/instant.ts';
import { expandSpecifiers, settingLines } from '../../systemd/unit-file-syntax.ts';
import { filesOfUnit } from '../../history/setting-location.ts';
import { defineFinding } from './define-finding.ts';
import type { Fault } from '../../model/finding.ts';
import { hasFailed, medianOf, runsOf, type Run } from '../loops/runs.ts';

/** Settings that a path checks again when its unit is over (path_trigger_notify() in src/core/path.c); PathChanged= and PathModified= only wait. */
const STANDING = ['PathExists', 'PathExistsGlob', 'DirectoryNotEmpty'];
const MIN_STARTS = 3;
/** The path looks again at once when its unit is over. */
const AT_ONCE_USEC = 300_000n;

/** What a path watches for stays true, so its unit is started again as soon as it is over. Told of the path and of its unit. */
export const pathStaysTrue = defineFinding({
  kind: 'path-stays-true',
  examine(unit, history) {
    const pairs = unit.name.endsWith('.path')
      ? history.edges.targetsOf(unit.name, 'Triggers').map((name) => ({ path: unit, triggered: history.unit(name) }))
      : history.edges
          .namedBy(unit.name, 'Triggers')
          .filter((name) => name.endsWith('.path'))
          .map((name) => ({ path: history.unit(name), triggered: unit }));
    return pairs.flatMap(({ path, triggered }) => judge(path, triggered, unit, history));
  },
});

function judge(path: UnitRecord, triggered: UnitRecord, subject: UnitRecord, history: History): readonly Fault[] {
  const lines = STANDING.flatMap((setting) => settingLines(filesOfUnit(path.name, history), setting).map((line) => ({ ...line, setting })));
  const [line] = lines;
  if (line === undefined) return [];
  const runs = runsOf(triggered, history);
  let first = runs.length;
  while (first > 0 && isAgain(runs[first - 2], runs[first - 1], path.name, history)) first -= 1;
  const again = runs.slice(first);
  const begin = again[0]?.start.at;
  if (again.length < MIN_STARTS || begin === undefined) return [];
  return [
    {
      severity: 'warning',
      facts: {
        setting: `${line.setting}=${line.value}`,
        path: expandSpecifiers(line.value, path.name),
        other: subject === path ? triggered.name : path.name,
        count: again.length,
        usec: medianOf(again.slice(1).map(({ start }, index) => usecBetween(again[index]?.start.at ?? start.at, start.at))),
        sinceAt: begin,
      },
      declaredIn: lines.map((each) => ({ path: each.path, line: each.line })),
      evidence: again.slice(-2).map(({ start }) => start.first),
    },
  ];
}

/** Whether the path started a run as soon as the one before it was over. What fails each time is a crash loop, which names the path. */
function isAgain(before: Run | undefined, run: Run | undefined, path: string, history: History): boolean {
  if (before?.end === undefined || run === undefined || hasFailed(before) || before.end.how === 'stopped') return false;
  if (usecBetween(before.end.at, run.start.at) > AT_ONCE_USEC) return false;
  const { mechanism, chain, losers } = attributeStart(run.start, history);
  if (mechanism === 'unexplained') return true;
  const isPaths = ({ mechanism: name, from }: Pick<(typeof chain)[number], 'mechanism' | 'from'>): boolean =>
    name === 'path' && from.kind === 'unit' && from.unit === path;
  const link = chain.at(-1);
  return (link !== undefined && isPaths(link)) || losers.some(isPaths);
}
