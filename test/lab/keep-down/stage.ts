import { join } from 'node:path';
import { bootLab, type Lab } from '../lab.ts';
import type { LabFile } from '../lab-file.ts';
import { pause } from '../pause.ts';
import type { KeepDownStory } from './story.ts';

/** A lab in which a story is played again and again. */
export interface Stage {
  readonly lab: Lab;
  readonly user: 'root' | 'alice';
  /** Back to how it was before the story, and its setup once more. */
  reset(): Promise<void>;
  /** How often the unit has started, and whether it is up. */
  look(): Promise<Seen>;
  /** What the commands have written under /etc and in alice's home, for a lab that boots with it. */
  configuration(): Promise<Readonly<Record<string, LabFile>>>;
}

export interface Seen {
  readonly starts: number;
  readonly state: string;
}

const HOME = '/home/alice/.config/systemd';

/** Boots a lab with the files of a story; `changed` takes the place of what the story has under /etc/systemd. */
export async function openStage(
  story: KeepDownStory,
  options: { readonly root: string; readonly package: string },
  changed?: Readonly<Record<string, LabFile>>,
): Promise<Stage> {
  const own = changed ?? under('/etc/systemd/system', story.units);
  const files = { ...under('/usr/lib/systemd/system', story.shipped), ...story.files, ...own };
  const lab = await bootLab({ ...options, name: story.name, files });
  const user = story.userUnits === undefined ? 'root' : 'alice';
  const control = user === 'alice' ? 'systemctl --user' : 'systemctl';
  const ours = Object.keys(story.userUnits ?? { ...story.units, ...story.shipped }).map((name) => name.replace('@.', '@*.'));
  if (user === 'alice') {
    await lab.addAlice();
    if (changed === undefined)
      for (const [path, file] of Object.entries(under(join(HOME, 'user'), story.userUnits))) await lab.writeFile(path, file);
    await lab.sh('chown -R alice: /home/alice; cp -a /home/alice /root/alice 2>/dev/null || true');
    await lab.sh('systemctl --user daemon-reload', 'alice');
  }
  await lab.sh('cp -a /etc/systemd /root/etc-systemd');
  const look = async (): Promise<Seen> => {
    const unit = `'${story.unit}'`;
    const count = story.unit.endsWith('.service')
      ? `cat /tmp/starts.${unit} 2>/dev/null | wc -l`
      : `journalctl -q -o cat UNIT=${unit} MESSAGE_ID=39f53479d3a045ac8e11786248231fbf | wc -l`;
    const [starts, state = ''] = (await lab.sh(`${count}; ${control} is-active ${unit} || true`, user)).trim().split('\n');
    return { starts: Number(starts), state };
  };
  return {
    lab,
    user,
    look,
    async reset() {
      if (user === 'alice') {
        await lab.sh(`systemctl --user stop ${ours.join(' ')} || true; rm -rf /run/user/1000/systemd/user ~/.config/systemd`, user);
        await lab.sh(`cp -a /root/alice/.config/systemd ${HOME}`);
      } else {
        const stop = `systemctl stop ${ours.map((name) => `'${name}'`).join(' ')} 2>/dev/null || true`;
        // Twice: what was stopped first may have been brought back by what was stopped later.
        await lab.sh(`${stop}
          ${stop}
          rm -rf /etc/systemd /run/systemd/system/*; cp -a /root/etc-systemd /etc/systemd`);
      }
      await lab.sh(`${control} daemon-reload; ${control} reset-failed; rm -f /tmp/starts.*`, user);
      await lab.sh(story.setup, user);
      await untilUp(look);
    },
    async configuration() {
      const script = `find /etc/systemd ${HOME} \\( -type f -o -type l \\) 2>/dev/null | while read -r f; do
          if [ -L "$f" ]; then echo "L $f $(readlink "$f")"; else echo "F $f $(base64 -w0 "$f")"; fi; done`;
      return Object.fromEntries((await lab.sh(script)).trim().split('\n').map(fileOf));
    },
  };
}

/** What the setup started is up a moment later. */
async function untilUp(look: () => Promise<Seen>): Promise<void> {
  for (let tries = 0; tries < 60; tries += 1) {
    const { state, starts } = await look();
    if (state === 'active' && starts > 0) return;
    await pause(50);
  }
  throw new Error('the unit does not run after the setup of the story');
}

function under(folder: string, files: Readonly<Record<string, LabFile>> = {}): Record<string, LabFile> {
  return Object.fromEntries(Object.entries(files).map(([name, file]) => [join(folder, name), file]));
}

function fileOf(line: string): [string, LabFile] {
  const [kind, path = '', content = ''] = line.split(' ');
  return [path, kind === 'L' ? { link: content } : Buffer.from(content, 'base64').toString('utf8')];
}
