import { bootLab, type Lab, type LabOptions } from './lab.ts';
import { PROFILES, type LabProfile, type ProfileName } from './profiles.ts';

/** Boots a lab over a root of this profile, with all that makes it one. */
export async function bootProfile(name: ProfileName, options: LabOptions): Promise<Lab> {
  const profile: LabProfile = PROFILES[name];
  const lab = await bootLab({
    ...options,
    services: profile.services === true,
    ...(profile.slowBoot === true ? { bootMs: 120_000 } : {}),
    files: { ...profile.files, ...options.files },
  });
  try {
    if (profile.whenUp !== undefined) await lab.sh(profile.whenUp);
    return lab;
  } catch (error) {
    await lab.close();
    throw error;
  }
}
