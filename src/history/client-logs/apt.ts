import { field } from '../../model/journal-fields.ts';
import { defineClientLog, isOfRoot, writer } from './client-log.ts';

/** Services that install packages by themselves. */
const PACKAGE_SERVICES = ['apt-daily-upgrade', 'packagekit', 'dnf-automatic', 'dnf-automatic-install', 'dnf5-automatic'].map(
  (name) => `${name}.service`,
);

/**
 * unattended-upgrades and its kin keep what dpkg prints from the journal, but not what package scripts log (useradd, and so on): whatever root logs in their
 * services shows that packages are being installed right then.
 */
export const apt = defineClientLog({
  program: 'apt',
  label: 'the installation of packages',
  matches: [PACKAGE_SERVICES.map((unit) => `_SYSTEMD_UNIT=${unit}`)],
  wrote: (line) => isOfRoot(line) && PACKAGE_SERVICES.includes(field(line.fields, '_SYSTEMD_UNIT') ?? ''),
  read: (line) => ({ opaque: true, ...writer(line) }),
});
