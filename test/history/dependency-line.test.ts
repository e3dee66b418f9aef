import { describe, expect, it } from 'vitest';
import { dependencyLine } from '../../src/history/implied-edges.ts';
import { SHOWN } from '../systemd/shown-unit-file.ts';

describe('the line that makes a unit a dependency', () => {
  const files = [
    { path: '/usr/lib/systemd/system/syn@.service', text: SHOWN },
    {
      path: '/etc/systemd/system/syn@.service.d/10.conf',
      text: '[Unit]\nWants=\nRequires=db@%i.service\nRequiresMountsFor=/srv/data\n[Install]\nWants=never.service\n',
    },
  ];

  it.each([
    ['Wants', 'b1.service', 5],
    ['Wants', 'b2.service', 5],
    ['Wants', 'b4@one.service', 9],
  ])('%s %s is in line %i of the fragment; an empty assignment takes nothing away', (setting, target, line) => {
    expect(dependencyLine(files, 'syn@one.service', setting, target)).toEqual({ path: files[0]?.path, line });
  });

  it('expands specifiers for the unit', () => {
    expect(dependencyLine(files, 'syn@one.service', 'Requires', 'db@one.service')).toEqual({ path: files[1]?.path, line: 3 });
    expect(dependencyLine(files, 'syn@two.service', 'Requires', 'db@one.service')).toBeUndefined();
  });

  it('goes by the target under any of its names', () => {
    expect(dependencyLine(files, 'syn@one.service', 'Wants', 'real.service', ['real.service', 'b1.service'])?.line).toBe(5);
  });

  it('may stand for the unit without naming it, as a requirement or a wish', () => {
    for (const setting of ['Requires', 'Wants'])
      expect(dependencyLine(files, 'syn@one.service', setting, 'srv-data.mount')).toEqual({ path: files[1]?.path, line: 4 });
    expect(dependencyLine(files, 'syn@one.service', 'BindsTo', 'srv-data.mount')).toBeUndefined();
  });

  it.each([
    ['Requires', 'b1.service'],
    ['Wants', 'b3.service'],
    ['Wants', 'never.service'],
    ['Wants', 'b1'],
  ])('is not there for %s %s', (setting, target) => {
    expect(dependencyLine(files, 'syn@one.service', setting, target)).toBeUndefined();
  });
});
