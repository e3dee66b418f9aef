import type { LabProcess } from '../lab-process.ts';
import { pause } from '../pause.ts';
import { fewerOf } from './leave-out.ts';
import { openStage, type Seen, type Stage } from './stage.ts';
import type { KeepDownStory } from './story.ts';

export interface StoryResult {
  readonly story: string;
  readonly version: number;
  readonly seconds: number;
  /** How often the commands held, and how often one less did not. */
  readonly held: number;
  readonly needed: number;
  readonly problems: readonly string[];
}

export interface StoryOptions {
  readonly root: string;
  readonly package: string;
  readonly version: number;
}

/** For so long the unit must stay down while everything tries to bring it back. */
const LENGTH_MS = 1300;

type Way = 'untilReboot' | 'lasting';

interface Told {
  readonly untilReboot: readonly string[];
  readonly lasting: readonly string[];
  readonly breaks: readonly { readonly unit: string; readonly because: string; readonly by: readonly string[] }[];
}

/** Plays a story: the commands that whyalive tells keep the unit down, until reboot and after it, and not one of them can be left out. */
export async function runStory(story: KeepDownStory, options: StoryOptions): Promise<StoryResult> {
  const began = Date.now();
  const problems: string[] = [];
  const tally = { held: 0, needed: 0 };
  let stage: Stage | undefined;
  try {
    stage = await openStage(story, options);
    await stage.reset();
    const told = await ask(story, stage);
    for (const way of ['untilReboot', 'lasting'] as const) {
      if (told[way].join('\n') !== story[way].join('\n'))
        problems.push(`${way} is told as:\n${told[way].join('\n')}\ninstead of:\n${story[way].join('\n')}`);
    }
    const broken = told.breaks.map(({ unit, because }) => `${unit} ${because}`);
    if (story.breaks !== undefined && broken.join('\n') !== story.breaks.join('\n'))
      problems.push(`breaks is told as:\n${broken.join('\n')}`);
    if (problems.length === 0) await prove(story, options, stage, problems, tally);
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  } finally {
    await stage?.lab.close();
  }
  return { story: story.name, version: options.version, seconds: (Date.now() - began) / 1000, ...tally, problems };
}

async function prove(
  story: KeepDownStory,
  options: StoryOptions,
  stage: Stage,
  problems: string[],
  tally: { held: number; needed: number },
): Promise<void> {
  let isFresh = true;
  const fresh = async (): Promise<void> => {
    if (!isFresh) await stage.reset();
    isFresh = false;
  };
  for (const way of ['untilReboot', 'lasting'] as const) {
    await fresh();
    const back = await comesBack(story, stage, way, story[way]);
    if (back === undefined) tally.held += 1;
    else problems.push(`${way}: with all commands, ${back}`);
    if (way === 'lasting') {
      const afterBoot = await comesBackAfterBoot(story, options, stage);
      if (afterBoot === undefined) tally.held += 1;
      else problems.push(`lasting: after a boot, ${afterBoot}`);
      if (story.lasting.join('\n') === story.untilReboot.join('\n')) continue;
    }
    for (const { left, commands } of fewerOf(story[way]).filter((fewer) => story.againstRaces?.includes(fewer.left) !== true)) {
      await fresh();
      const isBack =
        (await comesBack(story, stage, way, commands)) ?? (way === 'lasting' ? await comesBackAfterBoot(story, options, stage) : undefined);
      if (isBack === undefined) problems.push(`${way}: without ${left} it stays down, too`);
      else tally.needed += 1;
    }
  }
}

async function ask(story: KeepDownStory, { lab, user }: Stage): Promise<Told> {
  const { stdout } = await lab.exec(['whyalive', story.unit, '-o', 'json', ...(user === 'alice' ? ['--user'] : [])], { user });
  return (JSON.parse(stdout) as { readonly keepDown: Told }).keepDown;
}

/** Runs the commands while the story pokes; says how the unit came back, or was never stopped. */
async function comesBack(story: KeepDownStory, stage: Stage, way: Way, commands: readonly string[]): Promise<string | undefined> {
  const poke = poking(story, stage, way);
  try {
    const before = await stage.look();
    await stage.lab.exec(['/bin/sh', '-c', commands.join('\n')], { user: stage.user, allowFailure: true });
    return await watch(stage, before);
  } finally {
    await poke?.stop('SIGKILL');
  }
}

async function comesBackAfterBoot(story: KeepDownStory, options: StoryOptions, before: Stage): Promise<string | undefined> {
  const stage = await openStage(story, options, await before.configuration());
  try {
    const poke = poking(story, stage, 'lasting');
    const back = await watch(stage, { starts: 0, state: '' });
    await poke?.stop('SIGKILL');
    return back;
  } finally {
    await stage.lab.close();
  }
}

function poking({ poke, pokeLasting }: KeepDownStory, { lab, user }: Stage, way: Way): LabProcess | undefined {
  const script = way === 'lasting' ? (pokeLasting ?? poke) : poke;
  return script === undefined ? undefined : lab.spawn(['/bin/sh', '-c', script], { user });
}

async function watch(stage: Stage, before: Seen): Promise<string | undefined> {
  for (const until = Date.now() + LENGTH_MS; ;) {
    const { starts, state } = await stage.look();
    if (starts > before.starts) return `it came back (${state})`;
    if (state !== 'inactive' && state !== 'failed') return `it is ${state}`;
    if (Date.now() > until) return undefined;
    await pause(150);
  }
}
