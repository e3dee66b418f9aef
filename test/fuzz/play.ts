import type { InputClass } from './input-class.ts';
import { MACHINE_TEXTS } from './machine-texts.ts';
import { randomOf } from './random.ts';
import { recordings } from './recordings.ts';

export const CLASSES: readonly InputClass[] = [recordings, ...MACHINE_TEXTS];

/** No input may take longer than this of a processor's time. */
const MOST_MS = 2000;

/** An input that ended in an error, was told wrong or took too long. */
export interface Failure {
  readonly name: string;
  readonly why: string;
  readonly input: Buffer;
}

/** The nth input of a class that a seed gives. */
export function inputOf(kind: InputClass, seed: number, n: number): Buffer {
  return kind.make(randomOf(Math.imul(seed, 0x9e37_79b1) ^ Math.imul(n, 0x85eb_ca6b) ^ kind.name.length));
}

/** Has an input read; undefined when nothing is wrong. */
export async function play(kind: InputClass, input: Buffer): Promise<Failure | undefined> {
  const begun = process.cpuUsage();
  const failed = (why: string): Failure => ({ name: kind.name, why, input });
  try {
    await kind.read(input);
  } catch (error) {
    return failed(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  const ms = process.cpuUsage(begun).user / 1000;
  return ms > MOST_MS ? failed(`it took ${String(Math.round(ms))} ms`) : undefined;
}

/** The folder of what a class's inputs brought to light. */
export function folderOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z]+/g, '-');
}
