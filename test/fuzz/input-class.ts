import type { Random } from './random.ts';

/** A kind of input from outside: how one is made of a seed's numbers, and what reads it. Reading throws, or says what is wrong, where the program fails. */
export interface InputClass {
  readonly name: string;
  make(random: Random): Buffer;
  read(input: Buffer): Promise<void> | void;
}

/** A reader told something that must never be told of any input. */
export class Broken extends Error {}
