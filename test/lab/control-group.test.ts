import { expect, it } from 'vitest';
import { findCgroup2 } from './control-group.ts';

const hybrid = `31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
37 31 0:34 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
38 31 0:35 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
`;

it('finds cgroup2 on a hybrid host, on a unified one, and says when it cannot be used', () => {
  expect(findCgroup2(hybrid)).toBe('/sys/fs/cgroup/unified');
  expect(findCgroup2('29 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n')).toBe('/sys/fs/cgroup');
  expect(findCgroup2('29 23 0:26 / /sys/fs/cgroup ro,nosuid - cgroup2 cgroup2 rw\n')).toBeUndefined();
  expect(findCgroup2('31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw\n')).toBeUndefined();
});
