import { expect, it } from 'vitest';
import { describeLab } from './describe-lab.ts';
import { bootLab, type Lab } from './lab.ts';
import { copyPackage } from './package-copy.ts';
import { pause } from './pause.ts';
import { rootOf } from './roots.ts';

const FILES = {
  '/etc/systemd/system/daily.service': '[Service]\nExecStart=/bin/sleep infinity\n',
  '/etc/systemd/system/multi-user.target.wants/daily.service': { link: '../daily.service' },
};

/** A soft reboot unmounts what the lab brings along, and kills what watches: the program is kept in the lab itself, and looks back. */
const KEPT = 'mkdir /var/kept; cp -rL /opt/whyalive/. /var/kept/; cp -L "$(command -v node)" /var/kept/node';

interface Told {
  readonly starts: readonly {
    readonly strength: string;
    readonly chain: readonly { readonly mechanism: string; readonly from: { readonly unit?: string } }[];
  }[];
}

/** What looks while the soft reboot goes on is killed by it. */
async function untilUp(lab: Lab): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { stdout } = await lab.exec(['journalctl', '-b', '-o', 'cat', '_PID=1'], { allowFailure: true });
    if (/^Soft-reboot finished in /m.test(stdout)) return;
    await pause(300);
  }
  throw new Error('the soft reboot did not finish');
}

describeLab('a soft reboot', () => {
  it.each([257, 262])('is a boot: it started the default target (systemd %i)', { timeout: 240_000 }, async (version) => {
    const lab = await bootLab({ root: rootOf(version), name: 'soft-reboot', package: copyPackage(), files: FILES });
    try {
      await lab.sh(KEPT);
      await lab.exec(['systemctl', 'soft-reboot'], { allowFailure: true });
      await untilUp(lab);
      const { stdout } = await lab.exec(['/var/kept/node', '/var/kept/dist/whyalive.mjs', 'daily', '-o', 'json']);
      const { starts } = JSON.parse(stdout) as Told;
      const chains = starts.map(({ strength, chain }) => [strength, ...chain.map(({ mechanism, from }) => from.unit ?? mechanism)]);
      expect(chains).toEqual([
        ['stated', 'boot', 'multi-user.target'],
        ['stated', 'boot', 'graphical.target', 'multi-user.target'],
      ]);
    } finally {
      await lab.close();
    }
  });
});
