import { describe, expect, test } from 'vitest';
import { lessOptions, pagerCommand, wantsColour } from '../../src/output/terminal.ts';

describe('colour: SYSTEMD_COLORS, then NO_COLOR, then the terminal', () => {
  test.each([
    [{}, true, true],
    [{}, false, false],
    [{ TERM: 'dumb' }, true, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ SYSTEMD_COLORS: '1', NO_COLOR: '1' }, false, true],
    [{ SYSTEMD_COLORS: '256' }, false, true],
    [{ SYSTEMD_COLORS: 'no' }, true, false],
    [{ SYSTEMD_COLORS: 'False' }, true, false],
    [{ SYSTEMD_COLORS: 'auto-16' }, false, false],
    [{ SYSTEMD_COLORS: '', NO_COLOR: '1' }, true, false],
  ])('%j on a terminal: %s', (env, isTty, wanted) => {
    expect(wantsColour({ env, isTty })).toBe(wanted);
  });
});

describe('pager: SYSTEMD_PAGER over PAGER over less', () => {
  test.each([
    [{}, ['less']],
    [{ PAGER: 'more -s' }, ['more', '-s']],
    [{ SYSTEMD_PAGER: 'most', PAGER: 'more' }, ['most']],
    [{ SYSTEMD_PAGER: '', PAGER: 'more' }, undefined],
    [{ PAGER: 'cat' }, undefined],
    [{ PAGER: '  ' }, undefined],
  ])('%j', (env, command) => {
    expect(pagerCommand(env)).toEqual(command);
  });
  test('less gets systemd’s options, or those of SYSTEMD_LESS', () => {
    expect(lessOptions({ LESS: '-N' })).toBe('FRSXMK');
    expect(lessOptions({ SYSTEMD_LESS: 'R' })).toBe('R');
  });
});
