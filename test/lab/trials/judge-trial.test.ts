import { expect, it } from 'vitest';
import { judgeTrial, type TrialLink, type TrialStart } from './judge-trial.ts';
import { TRIAL_ACTORS } from './trial-actors.ts';

const truth = { pid: 42, unit: 'actors@root.service' };
const busctl = actor('busctl');
const check = actor('check');

function actor(name: string): (typeof TRIAL_ACTORS)[number] {
  const found = TRIAL_ACTORS.find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

function told(...chain: readonly TrialLink[]): TrialStart {
  const last = chain.at(-1);
  return {
    unit: 'a.service',
    invocationId: '1',
    mechanism: last?.mechanism ?? 'unexplained',
    strength: last?.strength ?? 'unexplained',
    chain,
  };
}

function asked(from: Omit<TrialLink['from'], 'kind'>, strength: TrialLink['strength'] = 'stated'): TrialLink {
  return { mechanism: 'client-request', strength, from: { kind: 'client', ...from } };
}

const itself = { pid: 42, comm: 'busctl', unit: 'actors@root.service', user: 'root' };

it.each([
  ['right', told(asked(itself))],
  ['right', told(asked({}), asked(itself))],
  ['right', told(asked(itself, 'correlated'))],
  ['unnamed', told(asked({}))],
  ['unnamed', told()],
  ['unnamed', told(asked({ pid: 42, comm: 'busctl' }))],
  ['unnamed', told(asked({ ...itself, pid: 43 }, 'possible'))],
  ['wrong', told(asked({ ...itself, pid: 43 }, 'correlated'))],
  ['wrong-stated', told(asked({ ...itself, unit: 'cron.service' }))],
  ['wrong-stated', told({ mechanism: 'timer', strength: 'stated', from: { kind: 'unit', unit: 'a.timer' } })],
  ['wrong-stated', told({ mechanism: 'timer', strength: 'stated', from: { kind: 'unit', unit: 'a.timer' } }, asked(itself))],
  ['missing', undefined],
] as const)('a client: %s', (verdict, start) => {
  expect(judgeTrial(busctl, truth, start)).toBe(verdict);
});

const timer: TrialLink = { mechanism: 'timer', strength: 'stated', from: { kind: 'unit', unit: 'health-check.timer' } };
const socket: TrialLink = { mechanism: 'socket-activation', strength: 'stated', from: { kind: 'unit', unit: 'trial-check.socket' } };
const peer: TrialLink = {
  mechanism: 'socket-activation',
  strength: 'stated',
  from: { kind: 'peer', pid: 42, comm: 'knock', unit: 'actors@root.service' },
};

it.each([
  ['right', told(timer, peer, socket)],
  ['right', told(peer, socket)],
  ['unnamed', told(socket)],
  ['wrong-stated', told({ ...timer, from: { kind: 'unit', unit: 'other.timer' } }, peer, socket)],
  ['wrong-stated', told(peer, { ...socket, from: { kind: 'unit', unit: 'trial-tcp.socket' } })],
  ['wrong', told({ ...peer, strength: 'correlated', from: { ...peer.from, comm: 'sshd' } }, socket)],
] as const)('a peer: %s', (verdict, start) => {
  expect(judgeTrial(check, truth, start)).toBe(verdict);
});
