import { describe, expect, it } from 'vitest';
import { startCommandsOf } from '../../src/systemd/client-commands.ts';

const units = (line: string): readonly string[] => startCommandsOf(line).flatMap((command) => command.units);

describe('lines that ask to start a unit', () => {
  it.each([
    ['systemctl start app', ['app.service']],
    ['  sudo /bin/systemctl -q --no-block restart app.service db', ['app.service', 'db.service']],
    ['5 * * * * root systemctl try-restart app >/dev/null 2>&1', ['app.service']],
    ['test -e /x && systemctl reload-or-restart "app@1.service" || true', ['app@1.service']],
    ['ExecStartPost=-/usr/bin/systemctl isolate rescue.target', ['rescue.target']],
    ['systemctl enable --now app.socket', ['app.socket']],
    ['out=$(systemctl start app)', ['app.service']],
    ['subprocess.run(["systemctl", "restart", "app"], check=True)', ['app.service']],
    ['service app restart', ['app.service']],
    ['invoke-rc.d --quiet app start', ['app.service']],
    ['/etc/init.d/app restart', ['app.service']],
    [
      'busctl call org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager StartUnit ss app.service replace',
      ['app.service'],
    ],
    [
      'dbus-send --dest=org.freedesktop.systemd1 / org.freedesktop.systemd1.Manager.RestartUnit string:app.service string:replace',
      ['app.service'],
    ],
    ['systemctl start app; systemctl start db', ['app.service', 'db.service']],
    ['systemctl -H web1 start app', ['app.service']],
  ])('%s', (line, started) => {
    expect(units(line)).toEqual(started);
  });

  it('tell which manager they ask', () => {
    expect(startCommandsOf('systemctl --user start app')).toEqual([{ manager: 'user', units: ['app.service'] }]);
    expect(startCommandsOf('systemctl start app')).toEqual([{ manager: 'system', units: ['app.service'] }]);
  });
});

describe('lines that start nothing, or nobody knows what', () => {
  it.each([
    '# systemctl start app',
    '  // systemctl start app',
    'true # systemctl start app',
    'systemctl stop app',
    'systemctl status app',
    'systemctl is-active app',
    'systemctl enable app',
    'systemctl list-units start',
    'echo "systemctl start app"',
    'systemctl start "$unit"',
    'systemctl start ${unit}',
    'systemctl start fsck@*.service',
    'systemctl daemon-reload',
    'service --status-all',
    'service app status',
    'our service starts app',
    '/etc/init.d/app stop',
  ])('%s', (line) => {
    expect(units(line)).toEqual([]);
  });
});
