import { describe, expect, it } from 'vitest';
import { declaredEdges } from '../../src/history/declared-edges.ts';
import type { UnitFile } from '../../src/model/fact.ts';
import { excerpt } from './excerpt.ts';

function fileIn(name: string, unit: string): UnitFile {
  const observation = excerpt(name).find(({ payload }) => payload.kind === 'unit-file' && payload.unit === unit);
  if (observation?.payload.kind !== 'unit-file') throw new Error(`${name} holds no file of ${unit}`);
  const { path, text } = observation.payload;
  return { kind: 'unit-file', source: 'unit-files', at: observation.at, order: observation.sequence, unit, path, text };
}

const front = fileIn('required-by-live', 'front.service');

describe('the edges that a unit file declares', () => {
  it('are those of its [Unit] section', () => {
    expect(declaredEdges(front)).toEqual([{ owner: 'front.service', setting: 'Requires', target: 'back.service' }]);
  });

  it('name the unit that a timer, path or socket triggers, also when it says none', () => {
    const door = { ...front, unit: 'door.socket', text: '[Socket]\nListenStream=8080\n' };
    expect(declaredEdges(door)).toEqual([{ owner: 'door.socket', setting: 'Triggers', target: 'door.service' }]);
    expect(declaredEdges({ ...door, text: `${door.text}Service=other.service\n` })).toEqual([
      { owner: 'door.socket', setting: 'Triggers', target: 'other.service' },
    ]);
    const tick = { ...front, unit: 'tick.timer', text: '[Timer]\nOnCalendar=daily\nUnit=%p-job.service\n' };
    expect(declaredEdges(tick)).toEqual([{ owner: 'tick.timer', setting: 'Triggers', target: 'tick-job.service' }]);
  });

  it('are none of a drop-in that has no section of the type', () => {
    const dropIn = { ...front, unit: 'tick.timer', path: '/etc/systemd/system/tick.timer.d/a.conf', text: '[Unit]\nDescription=Tick\n' };
    expect(declaredEdges(dropIn)).toEqual([]);
  });

  it('hold every unit of a line, with the specifiers of the name, and instances for templates', () => {
    const text = '[Unit]\nWants=a.service %i.service\nBindsTo=db@.service\nAfter=c.service\n';
    expect(declaredEdges({ ...front, unit: 'app@blue.service', text })).toEqual([
      { owner: 'app@blue.service', setting: 'Wants', target: 'a.service' },
      { owner: 'app@blue.service', setting: 'Wants', target: 'blue.service' },
      { owner: 'app@blue.service', setting: 'BindsTo', target: 'db@blue.service' },
    ]);
  });

  it('are none of a template, which never runs itself', () => {
    expect(declaredEdges({ ...front, unit: 'front@.service' })).toEqual([]);
  });

  it('are none of [Install], which only says where links are to be made', () => {
    expect(declaredEdges({ ...front, text: '[Install]\nWantedBy=multi-user.target\nWants=x.service\n' })).toEqual([]);
  });

  it('are also those of settings that name no unit: paths below a mount, slices, the bus, sockets, a journal', () => {
    const edges = (unit: string, text: string): string[] =>
      declaredEdges({ ...front, unit, text }).map(({ setting, target }) => `${setting} ${target}`);
    expect(edges('backup.service', '[Unit]\nRequiresMountsFor=/srv/data/x\nWantsMountsFor=/mnt/%p\n')).toEqual([
      'Requires srv.mount',
      'Requires srv-data.mount',
      'Requires srv-data-x.mount',
      'Wants mnt.mount',
      'Wants mnt-backup.mount',
    ]);
    expect(edges('a.service', '[Service]\nWorkingDirectory=/srv\nRootDirectory=/img\nStateDirectory=db:alias\n')).toEqual([
      'Requires srv.mount',
      'Requires img.mount',
      'Requires var.mount',
      'Requires var-lib.mount',
      'Requires var-lib-db.mount',
    ]);
    expect(edges('a.service', '[Service]\nWorkingDirectory=-/srv\nPrivateTmp=yes\n')).toEqual([
      'Wants srv.mount',
      'Wants tmp.mount',
      'Requires var.mount',
      'Requires var-tmp.mount',
    ]);
    expect(edges('srv-data-sub.mount', '[Mount]\nWhat=/images/disk\nWhere=/srv/data/sub\n')).toEqual([
      'Requires images.mount',
      'Requires images-disk.mount',
      'Requires srv.mount',
      'Requires srv-data.mount',
    ]);
    expect(edges('in.path', '[Path]\nPathExistsGlob=/srv/in/*.csv\nUnit=x.service\n')).toEqual([
      'Requires srv.mount',
      'Requires srv-in.mount',
      'Triggers x.service',
    ]);
    expect(edges('a.service', '[Service]\nType=dbus\nSlice=apps.slice\nSockets=a.socket b.socket\nLogNamespace=own\n')).toEqual([
      'Requires apps.slice',
      'Requires dbus.socket',
      'Wants a.socket',
      'Wants b.socket',
      'Requires systemd-journald@own.socket',
    ]);
    expect(edges('a-b.slice', '')).toEqual(['Requires a.slice']);
  });

  it('hold no path that is none, leads upwards, or was taken back', () => {
    const edges = (text: string): unknown => declaredEdges({ ...front, text });
    expect(edges('[Service]\nWorkingDirectory=~\nSlice=x.slice\nSlice=\n')).toEqual([]);
    expect(edges('[Unit]\nRequiresMountsFor=/srv/../etc relative\n')).toEqual([]);
    expect(edges('[Mount]\nWorkingDirectory=/srv\n')).toEqual([]);
  });
});
