import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeDiagnosis, type DiagnosisJudged } from './judge-diagnosis.ts';
import { judgeSuspects } from './judge-findings.ts';
import type { Judgement, Mode } from './judge.ts';
import { asIn, judgeBack, judgeLive, replayDifferences, timelineStarts, watchedStarts, within, type Window } from './judge-scenario.ts';
import { judgeBusy } from './busy-host.ts';
import { bootProfile } from './boot-profile.ts';
import type { Lab } from './lab.ts';
import type { ExecResult } from './lab-process.ts';
import { pause } from './pause.ts';
import { PhaseClock, type PhaseTimes } from './phase-clock.ts';
import { beginsWhileBooting, PROFILES, type LabProfile, type ProfileName } from './profiles.ts';
import type { LabFile, Scenario } from './scenario.ts';
import { starve } from './starve.ts';
import { textDifference } from './text-difference.ts';
import { timelineSuspects } from './told-timeline.ts';

export interface ScenarioResult {
  readonly scenario: string;
  readonly theme: string;
  readonly version: number;
  readonly passed: boolean;
  readonly seconds: number;
  /** How many of these seconds each part took. */
  readonly phases?: PhaseTimes;
  /** The starts. */
  readonly live: readonly Judgement[];
  readonly back: readonly Judgement[];
  /** Ends and findings, where the scenario says what is true of them. */
  readonly diagnosis: { readonly live: DiagnosisJudged; readonly back: DiagnosisJudged };
  readonly suspects: readonly Judgement[];
  /** What went wrong apart from judgements: a crash, a time-out, a replay that differs. */
  readonly problems: readonly string[];
}

export interface RunOptions {
  readonly root: string;
  /** The kind of host that the root is of. Default `plain`. */
  readonly profile?: ProfileName;
  /** The folder with dist/whyalive.mjs; default: this package. */
  readonly package?: string;
  /** A folder for all outputs and both recordings. */
  readonly keep?: string;
  /** A folder that gets the recordings as fixtures; of a starved run only when something that it told was wrong. */
  readonly save?: string;
  /** The programs that watch get little time; then it is a failure only to be wrong. */
  readonly starve?: boolean;
}

const LIVE = '/tmp/live.jsonl.gz';
const BACK = '/tmp/back.jsonl.gz';
const RECORD = '/tmp/record.jsonl.gz';

/** How much longer than on a plain host things may take. */
function patienceOf({ profile = 'plain' }: RunOptions): number {
  const { slowBoot }: LabProfile = PROFILES[profile];
  return slowBoot === true ? 3 : 1;
}

/** How long a scenario may take, in seconds. */
export function cutOffSeconds({ timeoutSeconds = 90 }: Scenario): number {
  return timeoutSeconds;
}

/** Plays a story in a fresh lab, watched live and then explained from the journal, and compares both with its truth. */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<ScenarioResult> {
  const began = Date.now();
  const clock = new PhaseClock();
  const problems: string[] = [];
  let version = 0;
  let judged: Judged = { live: [], back: [], diagnosis: { live: NOTHING, back: NOTHING }, suspects: [] };
  let lab: Lab | undefined;
  let timer: NodeJS.Timeout | undefined;
  const { profile = 'plain' } = options;
  try {
    lab = await bootProfile(profile, {
      root: options.root,
      name: scenario.name,
      devices: scenario.devices === true,
      whileBooting: beginsWhileBooting(scenario, profile),
      ...(options.package === undefined ? {} : { package: options.package }),
      ...(scenario.atBoot === true ? { files: allFiles(scenario) } : {}),
    });
    version = lab.version;
    const seconds = cutOffSeconds(scenario) * patienceOf(options);
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not over after ${seconds} s`)), seconds * 1000);
    });
    clock.begin('set up');
    judged = await Promise.race([play(scenario, lab, options, problems, clock), late]);
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(timer);
    clock.begin('close');
    await lab?.close();
  }
  const { name, theme } = scenario;
  const result = {
    scenario: name,
    theme,
    version,
    passed: false,
    seconds: (Date.now() - began) / 1000,
    phases: clock.times(),
    ...judged,
    problems,
  };
  const isEnough = (one: Judgement): boolean => one.passed || (options.starve === true && !isWrong(one));
  return { ...result, passed: problems.length === 0 && allJudgements(result).every(isEnough) };
}

function isWrong({ verdict }: Judgement): boolean {
  return verdict === 'wrong-stated' || verdict === 'wrong';
}

type Judged = Pick<ScenarioResult, 'live' | 'back' | 'diagnosis' | 'suspects'>;

const NOTHING: DiagnosisJudged = { ends: [], findings: [] };

/** All that was judged of a scenario. */
export function allJudgements({ live, back, diagnosis, suspects }: Judged): readonly Judgement[] {
  return [...live, ...back, ...Object.values(diagnosis).flatMap(({ ends, findings }) => [...ends, ...findings]), ...suspects];
}

async function play(scenario: Scenario, lab: Lab, options: RunOptions, problems: string[], clock: PhaseClock): Promise<Judged> {
  await prepare(scenario, lab);
  const user = scenario.scope === 'user' ? 'alice' : 'root';
  const scope = scenario.scope === 'user' ? ['--user'] : [];
  const units = [...scenario.watch];

  clock.begin('open sessions');
  const asJson = ['-o', 'json', '-n', String(scenario.lines ?? 100)];
  const watch = lab.spawn(['whyalive', 'watch', ...units, ...scope, '-o', 'json', '-w', LIVE], { user });
  // Of thousands of starts the last are enough to compare; how many there were is compared too.
  const someAsJson = ['-o', 'json', '-n', String(Math.min(scenario.lines ?? 100, MAX_COMPARED))];
  const record = lab.spawn(['whyalive', 'record', ...units, ...scope, ...someAsJson, '-w', RECORD], { user });
  const readyMs = 20_000 * patienceOf(options);
  await watch.waitFor(/^watching /m, readyMs);
  await record.waitFor(/^recording /m, readyMs);
  clock.begin('story');
  const from = Date.now();
  const endStarving = options.starve === true ? starve([watch, record]) : undefined;
  try {
    if (typeof scenario.run === 'string') await lab.sh(scenario.run);
    else await scenario.run(lab);
    clock.begin('settle');
    await pause(scenario.settleMs ?? 1500);
  } finally {
    endStarving?.();
  }
  const to = Date.now();
  clock.begin('end sessions');
  const [watched, recorded] = await Promise.all([watch.stop('SIGINT', TELLING_MS), record.stop('SIGINT', TELLING_MS)]);
  const window: Window = { from, to };

  const run = (...argv: readonly string[]): Promise<ExecResult> =>
    lab.exec(['whyalive', ...argv], { user, allowFailure: true, timeoutMs: 2 * TELLING_MS });
  clock.begin('look back');
  const looked = await run(...units, ...scope, ...asJson, '-w', BACK);
  const suspected = scenario.suspects === undefined ? undefined : await run('suspects', ...units, ...scope, '-o', 'json');
  clock.begin('replay');
  const replayed = await run('report', LIVE, ...asJson);
  const replayedBack = await run('report', BACK, ...asJson);
  const replayedRecord = await run('report', RECORD, ...someAsJson);
  clock.begin('judge');
  await keep(options.keep, lab, {
    'live.jsonl': watched.stdout,
    'live.err': watched.stderr,
    'back.json': looked.stdout,
    'back.err': looked.stderr,
    'replay.json': replayed.stdout,
    'replay-back.json': replayedBack.stdout,
    'record.json': recorded.stdout,
    'record.err': recorded.stderr,
    'replay-record.json': replayedRecord.stdout,
    ...(suspected === undefined ? {} : { 'suspects.json': suspected.stdout }),
  });

  for (const [what, result] of [
    ['watch', watched],
    ['looking back', looked],
    ['record', recorded],
    ['report of the watch', replayed],
    ['report of looking back', replayedBack],
    ['report of the record', replayedRecord],
    ['suspects', suspected],
  ] as const) {
    if (result !== undefined && result.status !== 0)
      problems.push(`${what} ended with status ${result.status}: ${result.stderr.trim().slice(-2000)}`);
  }
  for (const [what, own, report] of [
    ['looking back', looked, replayedBack],
    ['record', recorded, replayedRecord],
  ] as const) {
    const difference = textDifference(own.stdout, report.stdout);
    if (difference !== undefined) problems.push(`the report of ${what} is not what it told itself: ${difference}`);
  }
  const isBusy = patienceOf(options) > 1;
  const live = watchedStarts(watched.stdout);
  const back = timelineStarts(looked.stdout);
  problems.push(
    ...replayDifferences(
      within(live, window),
      within(timelineStarts(replayed.stdout), window),
      isBusy || isDoubtAllowed(scenario, lab.version),
    ),
  );

  const judge = isBusy ? judgeBusy : (all: readonly Judgement[]): readonly Judgement[] => all;
  const diagnose = ({ stdout }: ExecResult, mode: Mode): DiagnosisJudged => {
    const { ends, findings } = judgeDiagnosis(scenario, lab.version, window, stdout, mode);
    return { ends: judge(ends), findings };
  };
  const judged = {
    live: judge(judgeLive(scenario, lab.version, window, live)),
    back: judge(judgeBack(asIn(scenario, options.profile ?? 'plain'), lab.version, window, back)),
    diagnosis: {
      live: diagnose(recorded, 'live'),
      back: diagnose(looked, 'back'),
    },
    suspects: judgeSuspects(scenario.suspects?.(lab.version) ?? [], timelineSuspects(suspected?.stdout ?? '')),
  };
  if (options.save !== undefined && watched.status === 0 && isFixture(judged, options)) {
    const paths = options.starve === true ? [LIVE, RECORD] : [LIVE, BACK];
    await save(options.save, lab, { version: lab.version, ...window }, paths);
  }
  return judged;
}

/** A session in which the story did not happen as told is no fixture; one that the program does not understand yet is. */
function isFixture(judged: Judged, { starve: isStarved = false }: RunOptions): boolean {
  if (isStarved) return allJudgements(judged).some(isWrong);
  return judged.live.every(({ verdict }) => verdict !== 'missing' && verdict !== 'extra');
}

/** A recording's timeline of thousands of starts takes a while. */
const TELLING_MS = 60_000;
const MAX_COMPARED = 200;

/** Where a story allows a session to be less than sure, so may its replay be. */
function isDoubtAllowed(scenario: Scenario, version: number): boolean {
  return scenario.expect(version).some(({ live }) => live?.includes('correlated') === true);
}

async function prepare(scenario: Scenario, lab: Lab): Promise<void> {
  if (scenario.atBoot !== true) {
    for (const [path, file] of Object.entries(allFiles(scenario))) await lab.writeFile(path, file);
    await lab.exec(['systemctl', 'daemon-reload']);
  }
  if (scenario.alice === true || scenario.scope === 'user' || scenario.userUnits !== undefined) await lab.addAlice();
  if (scenario.setup !== undefined) await lab.sh(scenario.setup);
}

function allFiles(scenario: Scenario): Record<string, LabFile> {
  const under = (folder: string, files: Readonly<Record<string, LabFile>> = {}): [string, LabFile][] =>
    Object.entries(files).map(([name, file]) => [join(folder, name), file]);
  return Object.fromEntries([
    ...under('/etc/systemd/system', scenario.units),
    ...under('/etc/systemd/user', scenario.userUnits),
    ...under('/', scenario.files),
  ]);
}

async function keep(folder: string | undefined, lab: Lab, outputs: Readonly<Record<string, string>>): Promise<void> {
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(outputs)) writeFileSync(join(folder, name), text);
  const journal = "journalctl -b --no-pager -o short-precise | grep -v ' host-chatty[[]' | tail -n 400";
  writeFileSync(join(folder, 'journal.txt'), await lab.sh(journal));
  await copyRecordings(folder, lab, [LIVE, BACK, RECORD]);
}

async function save(folder: string, lab: Lab, window: Window & { readonly version: number }, paths: readonly string[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await copyRecordings(folder, lab, paths);
  writeFileSync(join(folder, 'window.json'), `${JSON.stringify(window)}\n`);
}

async function copyRecordings(folder: string, lab: Lab, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const { status } = await lab.exec(['test', '-e', path], { allowFailure: true });
    if (status === 0) writeFileSync(join(folder, path.slice('/tmp/'.length)), await lab.readFile(path));
  }
}
