import { expect, it } from 'vitest';
import { canCall, isProof } from '../../../src/analysis/clients/able-to-call.ts';
import type { ProcessDescription } from '../../../src/model/observation.ts';

const root: ProcessDescription = { pid: 10, uid: 0, comm: 'systemctl', ageMs: 20 };
const alice: ProcessDescription = { ...root, uid: 1000 };
const sudo: ProcessDescription = { ...alice, euid: 0, comm: 'sudo' };
const overheard = { overheard: true, processes: [] };

it('who is not root asks over the bus, and is overheard there', () => {
  expect(canCall(alice, overheard)).toBe(false);
  expect(canCall(alice, { overheard: false, processes: [] })).toBe(true);
  expect(canCall(root, overheard)).toBe(true);
});

it('of who is not root, presence alone is no proof; of the manager of a user, and in recordings that do not tell, it is not looked at', () => {
  expect(isProof(alice, { overheard: false })).toBe(false);
  expect(isProof(alice, { overheard: undefined })).toBe(true);
  expect(isProof(root, overheard)).toBe(true);
});

it('who has been there for long asks for nothing just now', () => {
  const waiting = { ...root, ageMs: 60_000 };
  expect(isProof(waiting, overheard)).toBe(false);
  expect(canCall(waiting, overheard)).toBe(true);
});

it('a program that runs as root for another user may wait for a password, until it has a child', () => {
  expect(canCall(sudo, overheard)).toBe(true);
  expect(isProof(sudo, overheard)).toBe(false);
  const waiting = { ...sudo, ageMs: 60_000 };
  expect(canCall(waiting, overheard)).toBe(false);
  expect(canCall(waiting, { overheard: true, processes: [{ pid: 11, parents: [{ pid: 10, comm: 'sudo' }] }] })).toBe(true);
});
