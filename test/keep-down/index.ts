import type { KeepDownStory } from '../lab/keep-down/story.ts';
import { HOLD } from './hold.ts';
import { PULL } from './pull.ts';
import { TRIGGER } from './trigger.ts';

/** All ways in which units come back, each with the commands that keep its unit down. */
export const KEEP_DOWN_STORIES: readonly KeepDownStory[] = [...TRIGGER, ...PULL, ...HOLD];
