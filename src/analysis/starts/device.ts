import { defineMechanism } from './mechanism.ts';
import { judgeAppeared } from './pull-in.ts';

/** udev's SYSTEMD_WANTS: the device appeared and the manager started what udev wants with it (device_add_udev_wants() in src/core/device.c). */
export const device = defineMechanism({
  name: 'device',
  judge: (activation, history) =>
    history.edges
      .namedBy(activation.unit.name, 'Wants')
      .filter((name) => name.endsWith('.device'))
      .flatMap((name) => {
        const claim = judgeAppeared(activation, history.unit(name), history);
        return claim === undefined ? [] : [{ setting: 'SYSTEMD_WANTS', ...claim }];
      }),
});
