import { defineScenario, type Scenario } from '../lab/scenario.ts';
import { by, client, start, unitFile } from './chain.ts';

const units = {
  'inbox.service': unitFile('[Service]', 'Type=oneshot', 'ExecStart=/bin/true'),
  'inbox.path': unitFile('[Path]', 'PathModified=/run/inbox'),
};
const setup = 'touch /run/inbox; systemctl start inbox.path';

const lazyMount = {
  units: {
    'srv-lazy.mount': unitFile('[Mount]', 'What=tmpfs', 'Where=/srv/lazy', 'Type=tmpfs'),
    'srv-lazy.automount': unitFile('[Automount]', 'Where=/srv/lazy'),
  },
  setup: 'systemctl start srv-lazy.automount',
  watch: ['srv-lazy.mount'],
};

/** Path units and automounts, and what looks like one. */
export const PATH: readonly Scenario[] = [
  defineScenario({
    name: 'path',
    title: 'A file is written and the .path unit starts the service',
    theme: 'path',
    units,
    setup,
    watch: ['inbox.service'],
    run: `echo letter >>/run/inbox; sleep 0.6; echo letter >>/run/inbox; sleep 0.4`,
    expect: () => [start('inbox.service', by('path', 'inbox.path')), start('inbox.service', by('path', 'inbox.path'))],
  }),
  defineScenario({
    name: 'path-waiting-while-started-by-hand',
    title: 'The .path unit waits while a person starts the service',
    theme: 'path',
    units,
    setup,
    watch: ['inbox.service'],
    run: `systemctl start inbox.service; sleep 0.4; systemctl start inbox.service; sleep 0.2`,
    expect: () => [start('inbox.service', client), start('inbox.service', client)],
    nearMissOf: 'path',
  }),
  defineScenario({
    name: 'path-still-exists',
    title: 'PathExists= stays true: the .path unit starts the service again as soon as a person stops it',
    theme: 'path',
    units: {
      'spool.service': unitFile('[Service]', 'ExecStart=/bin/sleep infinity'),
      'spool.path': unitFile('[Path]', 'PathExists=/run/spool-flag'),
    },
    setup: 'systemctl start spool.path',
    watch: ['spool.service'],
    run: `touch /run/spool-flag; sleep 0.4; systemctl stop spool.service; sleep 0.4`,
    expect: () => [start('spool.service', by('path', 'spool.path')), start('spool.service', by('path', 'spool.path'))],
    why: 'path_trigger_notify looks again when the service has ended.',
  }),
  defineScenario({
    name: 'automount',
    title: 'A process walks into the folder and the automount mounts it',
    theme: 'path',
    ...lazyMount,
    run: `ls /srv/lazy/; sleep 0.4`,
    expect: () => [start('srv-lazy.mount', by('automount', 'srv-lazy.automount'))],
  }),
  defineScenario({
    name: 'automount-waiting-while-mounted-by-hand',
    title: 'A person starts the mount while its automount waits',
    theme: 'path',
    ...lazyMount,
    run: `systemctl start srv-lazy.mount; sleep 0.3; ls /srv/lazy/; sleep 0.2`,
    expect: () => [start('srv-lazy.mount', client)],
    nearMissOf: 'automount',
  }),
  defineScenario({
    name: 'automount-then-mounted-by-hand',
    title: 'A process walks into the folder; right after, a person restarts the mount, stops it and starts it',
    theme: 'path',
    ...lazyMount,
    run: `ls /srv/lazy/; systemctl restart srv-lazy.mount; sleep 0.3; systemctl stop srv-lazy.mount; systemctl start srv-lazy.mount; sleep 0.2`,
    expect: () => [
      start('srv-lazy.mount', by('automount', 'srv-lazy.automount')),
      start('srv-lazy.mount', client),
      start('srv-lazy.mount', client),
    ],
    nearMissOf: 'automount',
  }),
];
