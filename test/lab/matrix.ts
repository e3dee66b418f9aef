import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SCENARIOS } from '../scenarios/index.ts';
import { choosePart, describeChosen, oneOfEachTheme, type Part } from './part.ts';
import { labFolder } from './lab.ts';
import { describeFailure, describeResult, describeTimes } from './matrix-report.ts';
import { copyPackage } from './package-copy.ts';
import { isProfileName, PROFILES } from './profiles.ts';
import { SUITES } from './roots.ts';
import { pairsOf, playedIn, runMatrix } from './run-matrix.ts';
import type { ScenarioResult } from './run-scenario.ts';

const USAGE = `npm run matrix -- [--version 252,257] [--scenario NAME…] [--without NAME…] [--theme NAME | --each-theme] [--part 1|2|3|4|auto]
                  [--profile NAME] [--jobs 2] [--keep DIR] [--again] [--starve] [--save] [--times] [--results FILE]
Plays every scenario of test/scenarios on systemd ${SUITES.map((suite) => suite.version).join(', ')}, in labs.
  --profile  plays on hosts of this kind:${Object.entries(PROFILES)
    .map(([name, { title }]) => ` ${name} (${title})`)
    .join(',')}
  --without leaves a scenario out
  --each-theme plays one scenario of each theme, with every commit another one
  --part  plays every scenario on one of the four: parts 1 to 4 together are all, and with auto a commit plays the part after that of the one before it;
          in a clone that is shallow, or without git, auto plays all
  --again plays one that failed up to twice more, and says so; never after a wrong claim that was stated
  --starve stops and continues the programs that watch, again and again: they may miss what happened, and never be wrong
  --save  writes the recordings made on 252 to fixtures/scenarios, of a profile to fixtures/PROFILE; with --starve those in which something wrong was told to fixtures/starved
  --times tells at the end how long the parts of a play took
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    version: { type: 'string' },
    scenario: { type: 'string', multiple: true },
    without: { type: 'string', multiple: true, default: [] },
    theme: { type: 'string' },
    'each-theme': { type: 'boolean', default: false },
    part: { type: 'string' },
    profile: { type: 'string', default: 'plain' },
    jobs: { type: 'string', default: '2' },
    keep: { type: 'string' },
    save: { type: 'boolean', default: false },
    results: { type: 'string' },
    again: { type: 'boolean', default: false },
    starve: { type: 'boolean', default: false },
    times: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

process.exitCode = values.help ? say(USAGE) : await matrix();

async function matrix(): Promise<number> {
  const { profile } = values;
  if (!isProfileName(profile)) {
    say(`matrix: --profile is one of ${Object.keys(PROFILES).join(', ')}, not ${profile}\n`);
    return 2;
  }
  const playable = playedIn(SCENARIOS, profile);
  const names = [...(values.scenario ?? []), ...positionals].flatMap((name) => name.split(','));
  const without = values.without.flatMap((name) => name.split(','));
  const unknown = [...names, ...without].filter((name) => !playable.some((scenario) => scenario.name === name));
  if (unknown.length > 0) {
    say(`matrix: no scenario that a lab of this profile can play is called ${unknown.join(', ')}; their names stand in test/scenarios\n`);
    return 2;
  }
  const chosen = values.part === undefined ? undefined : choosePart(values.part);
  if (values.part !== undefined && chosen === undefined) {
    say(`matrix: --part is 1, 2, 3, 4 or auto, not ${values.part}\n`);
    return 2;
  }
  const versions = values.version?.split(',').map(Number) ?? SUITES.map((suite) => suite.version);
  const wanted = playable.filter(
    (one) =>
      (names.length === 0 || names.includes(one.name)) &&
      !without.includes(one.name) &&
      (values.theme === undefined || one.theme === values.theme),
  );
  const scenarios = values['each-theme'] ? oneOfEachTheme(wanted) : wanted;
  const part: { readonly part?: Part } = chosen?.part === undefined ? {} : { part: chosen.part };
  const sayPart = (): void => {
    if (chosen === undefined) return;
    say(describeChosen(chosen, pairsOf({ scenarios, versions, ...part }).length, pairsOf({ scenarios, versions }).length));
  };
  sayPart();
  const done: ScenarioResult[] = [];
  const results = await runMatrix({
    scenarios,
    versions,
    profile,
    ...part,
    jobs: Number(values.jobs),
    package: copyPackage(),
    ...(values.keep === undefined ? {} : { keep: values.keep }),
    ...(values.save
      ? { save: resolve(labFolder(), '../../fixtures', values.starve ? 'starved' : profile === 'plain' ? 'scenarios' : profile) }
      : {}),
    again: values.again,
    starve: values.starve,
    onRetry: (result) => {
      say(`AGAIN ${describeFailure(result)}`);
    },
    onResult: (result) => {
      done.push(result);
      say(describeResult(result));
      if (!result.passed) say(describeFailure(result));
      if (values.results !== undefined) writeFileSync(values.results, `${JSON.stringify(done, null, 1)}\n`);
    },
  });
  const failed = results.filter((result) => !result.passed);
  if (values.times) say(`\n${describeTimes(results)}`);
  if (failed.length > 0) say(`\nfailed: ${failed.map(({ scenario, version }) => `${scenario} on ${version}`).join(', ')}\n`);
  say('\n');
  sayPart();
  say(`${results.length - failed.length} passed, ${failed.length} failed\n`);
  return failed.length === 0 && results.length > 0 ? 0 : 1;
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}
