import { describe, expect, test } from 'vitest';
import { isRaisedFrom, lessEnvironment, pagerFor, wantsColour } from '../../src/output/terminal.ts';

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
    expect(pagerFor(env, false)?.argv).toEqual(command);
  });
  test('less gets systemd’s options, or those of SYSTEMD_LESS', () => {
    expect(lessEnvironment({ LESS: '-N' }, false)).toEqual({ LESS: 'FRSXMK' });
    expect(lessEnvironment({ SYSTEMD_LESS: 'R' }, true)).toEqual({ LESS: 'R', LESSSECURE: '1' });
  });
  test.each([
    [{ PAGER: 'more' }, { argv: ['less'], isSecure: true }],
    [{ SYSTEMD_PAGER: 'sh -c id' }, { argv: ['less'], isSecure: true }],
    [{ PAGER: 'cat' }, undefined],
    [
      { PAGER: 'more', SYSTEMD_PAGERSECURE: '0' },
      { argv: ['more'], isSecure: false },
    ],
    [
      { PAGER: 'more', SYSTEMD_PAGERSECURE: 'yes' },
      { argv: ['more'], isSecure: true },
    ],
  ])('under sudo, %j', (env, pager) => {
    expect(pagerFor(env, true)).toEqual(pager);
  });
  test('SYSTEMD_PAGERSECURE counts for everybody', () => {
    expect(pagerFor({ SYSTEMD_PAGERSECURE: '1' }, false)).toEqual({ argv: ['less'], isSecure: true });
  });
  test.each([
    [{ SUDO_UID: '1000' }, 0, undefined, true],
    [{ PKEXEC_UID: '1000' }, 0, undefined, true],
    [{}, 0, 1000, true],
    [{}, 1000, 1000, false],
    [{}, 0, undefined, false],
    [{}, 0, 0, false],
  ])('%j as uid %i, logged in as %s: rights were raised: %s', (env, euid, loginUid, raised) => {
    expect(isRaisedFrom(env, euid, loginUid)).toBe(raised);
  });
});
