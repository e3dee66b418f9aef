import { readProcFile } from './proc-files.ts';

const UNSET = '4294967295';
const SESSIONS = '/run/systemd/sessions';

/**
 * The uid that logged in, which sudo, su and pkexec leave as it is: the kernel's own note of it (pam_loginuid(8)), and where the kernel has none, the owner of the
 * login session. `loginuid` is the text of /proc/PID/loginuid.
 */
export function loginUidOf(loginuid: string | undefined, session: string | undefined, sessions = SESSIONS): number | undefined {
  const noted = loginuid?.trim();
  if (noted !== undefined && /^\d+$/.test(noted) && noted !== UNSET) return Number(noted);
  if (session === undefined || !/^[\w-]+$/.test(session)) return undefined;
  const owner = /^UID=(\d+)$/m.exec(readProcFile(`${sessions}/${session}`) ?? '')?.[1];
  return owner === undefined ? undefined : Number(owner);
}
