import { expect, it } from 'vitest';
import { describeLab } from './describe-lab.ts';
import { bootLab, type Lab } from './lab.ts';
import { copyPackage } from './package-copy.ts';
import { pause } from './pause.ts';
import { rootOf } from './roots.ts';

const OBSERVED_MS = 60_000;

/** What is there of a host that an observer could add to. */
async function stateOf({ sh }: Lab): Promise<Record<string, number>> {
  const [connections, units, rules] = (
    await sh(`busctl list --unique --no-legend | wc -l
      systemctl list-units --all --no-legend | wc -l
      busctl call org.freedesktop.DBus /org/freedesktop/DBus org.freedesktop.DBus.Debug.Stats GetStats 2>/dev/null | grep -o '"MatchRules" u [0-9]*' | grep -o '[0-9]*$' || echo 0`)
  )
    .trim()
    .split('\n')
    .map(Number);
  return { connections: connections ?? -1, units: units ?? -1, rules: rules ?? -1 };
}

/** Lines of the bus since a cursor. */
async function linesOfBus({ sh }: Lab, cursor: string): Promise<readonly string[]> {
  const text = await sh(
    `journalctl --after-cursor='${cursor}' -o cat --no-pager -u dbus.service -u dbus-broker.service _PID=1 + _COMM=dbus-daemon + _COMM=dbus-broker + _COMM=dbus-broker-lau`,
  );
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('-- '));
}

/** dbus-daemon says that a monitor began and ended, once for each, and whom it has a service started for. */
const EXPECTED =
  /became a monitor|Monitoring connection :\S+ closed|Activating via systemd: service name='org\.freedesktop\.hostname1'|Successfully activated service 'org\.freedesktop\.hostname1'/;

describeLab('a watch and a black box', () => {
  it.each(['plain', 'dbus-broker'] as const)('leave nothing behind on a host of profile %s', { timeout: 300_000 }, async (profile) => {
    const lab = await bootLab({ root: rootOf(257, profile), name: 'observer', package: copyPackage() });
    try {
      await lab.sh('hostnamectl >/dev/null; systemctl stop systemd-hostnamed; sleep 1');
      const before = await stateOf(lab);
      const cursor = (await lab.sh("journalctl -n 1 -o export | sed -n 's/^__CURSOR=//p'")).trim();
      const watch = lab.spawn(['whyalive', 'watch', 'systemd-hostnamed', '-o', 'json']);
      const record = lab.spawn(['whyalive', 'record', '-w', '/tmp/black-box.jsonl']);
      await watch.waitFor(/^watching /m, 60_000);
      await record.waitFor(/^recording /m, 60_000);
      const end = Date.now() + OBSERVED_MS;
      for (let round = 0; Date.now() < end; round += 1) {
        await lab.sh(round === 0 ? 'hostnamectl >/dev/null' : 'busctl list >/dev/null; systemctl --no-pager status >/dev/null');
        await pause(2_000);
      }
      await Promise.all([watch.stop('SIGINT'), record.stop('SIGINT')]);
      await lab.sh('systemctl stop systemd-hostnamed; sleep 1');
      expect(await stateOf(lab)).toEqual(before);
      const lines = await linesOfBus(lab, cursor);
      expect(lines.filter((line) => !EXPECTED.test(line))).toEqual([]);
      // A monitor of each of the two sessions, and one of the names for each; dbus-broker says nothing at all.
      expect(lines.filter((line) => line.includes('became a monitor')).length).toBeLessThanOrEqual(profile === 'plain' ? 4 : 0);
      if (profile === 'dbus-broker') expect(lines).toEqual([]);
    } finally {
      await lab.close();
    }
  });
});
