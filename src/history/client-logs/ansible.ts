import { field } from '../../model/journal-fields.ts';
import { defineClientLog, type LogLine, type Told, isOfRoot, runsProgram, writer } from './client-log.ts';

/** States that can start a unit: `reloaded` starts one that is down. */
const STARTING = /^(?:started|restarted|reloaded)$/;

/** With python3-systemd on the host the module's name stands before the message, else it is the identifier. */
const INVOKED = /^(?:ansible-(\S+) )?Invoked with (.*)$/s;

/** The modules that start units, under each name that a playbook may call them by; with python3-systemd they all log as basic.py. */
const MODULES = ['', 'ansible.builtin.', 'ansible.legacy.'].flatMap((prefix) =>
  ['systemd', 'systemd_service', 'service', 'sysvinit', 'command'].map((module) => `SYSLOG_IDENTIFIER=ansible-${prefix}${module}`),
);

/**
 * A module of Ansible logs its arguments before it acts (log_invocation() in module_utils/basic.py): `systemd` and `service` name one unit, `command` and
 * `shell` a command line.
 */
export const ansible = defineClientLog({
  program: 'ansible',
  label: 'a command of Ansible',
  matches: [MODULES, ['MODULE=basic.py']],
  wrote: (line) => isOfRoot(line) && /^(?:python|platform-python)/.test(field(line.fields, '_COMM') ?? '') && isPython(line),
  read(line) {
    const [, named, args] = INVOKED.exec(line.text) ?? [];
    const identifier = field(line.fields, 'SYSLOG_IDENTIFIER')?.replace(/^ansible-/, '');
    const module = named ?? identifier;
    if (module === undefined || args === undefined) return undefined;
    const asked = askedOf(module.replace(/^ansible\.(?:builtin|legacy)\./, ''), args);
    return asked === undefined ? undefined : { comm: `ansible-${module}`, ...asked, ...writer(line) };
  },
});

function askedOf(module: string, args: string): Told | undefined {
  if (module === 'command') {
    const command = /^_raw_params=(.*?) _uses_shell=/s.exec(args)?.[1];
    return command === undefined ? undefined : { command };
  }
  if (!/^(?:systemd|systemd_service|service|sysvinit)$/.test(module)) return undefined;
  const argument = (key: string): string | undefined => new RegExp(`(?:^| )${key}=(\\S+)`).exec(args)?.[1];
  const [name, state = '', scope = 'system'] = [argument('name'), argument('state'), argument('scope')];
  if (name === undefined || scope !== 'system') return undefined;
  if (state === 'stopped') return { stops: [name] };
  return STARTING.test(state) ? { units: [name] } : undefined;
}

function isPython(line: LogLine): boolean {
  return runsProgram(line, 'python') || runsProgram(line, 'platform-python');
}
