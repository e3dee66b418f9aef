import type { Scenario } from '../lab/scenario.ts';
import { STORY } from './story.ts';

/** Every scenario, theme by theme. */
export const SCENARIOS: readonly Scenario[] = [...STORY];
