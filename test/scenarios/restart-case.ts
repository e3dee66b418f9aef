import { defineScenario, type ExpectedEnd, type ExpectedStart, type Scenario } from '../lab/scenario.ts';
import { by, client, start, unitFile } from './chain.ts';

/** `once NAME exit STATUS` or `once NAME kill SIGNAL`: ends so at its first run, and stays up at the second. */
const once = `#!/bin/sh
[ -e "/run/once-$1" ] && exec sleep infinity
touch "/run/once-$1"
sleep 0.3
[ "$2" = exit ] && exit "$3"
kill -s "$3" $$
exec sleep 5
`;

/** A service that ends once, and what becomes of it. */
interface Case {
  readonly name: string;
  readonly ends: string;
  readonly settings: readonly string[];
  readonly end: Omit<ExpectedEnd, 'unit'>;
}

function unitOf({ name, ends, settings }: Case): readonly [string, string] {
  return [`${name}.service`, unitFile('[Service]', ...settings, `ExecStart=/usr/local/bin/once ${name} ${ends}`)];
}

/** One scenario that starts all cases at once; each comes back, or stays down. */
export function cases(scenario: Pick<Scenario, 'name' | 'title' | 'why'>, all: readonly Case[]): Scenario {
  const units = Object.fromEntries(all.map(unitOf));
  const names = Object.keys(units);
  return defineScenario({
    ...scenario,
    theme: 'restart-rule',
    files: { '/usr/local/bin/once': once },
    units,
    watch: names,
    run: `systemctl start --no-block ${names.join(' ')}; sleep 1.5`,
    expect: () => all.flatMap(({ name, end }) => startsOf(`${name}.service`, end.restart?.acts === true)),
    ends: () => all.map(({ name, end }) => ({ unit: `${name}.service`, ...end })),
  });
}

/** A start by hand, and one by Restart= where it comes back. */
export function startsOf(unit: string, comesBack: boolean): readonly ExpectedStart[] {
  return [start(unit, client), ...(comesBack ? [start(unit, by('restart-policy', unit))] : [])];
}

/** An end by an exit status, or one that counts as clean. */
export function exited(
  exitStatus: number,
  restart: ExpectedEnd['restart'],
  result = exitStatus === 0 ? 'success' : 'exit-code',
): Case['end'] {
  return { how: 'exited', result, ...(result === 'success' ? {} : { exitStatus }), ...(restart === undefined ? {} : { restart }) };
}

/** An end by a signal. */
export function killed(exitStatus: number, restart: ExpectedEnd['restart']): Case['end'] {
  return { how: 'killed', result: 'signal', exitStatus, ...(restart === undefined ? {} : { restart }) };
}
