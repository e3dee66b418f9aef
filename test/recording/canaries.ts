import type { Random } from '../fuzz/random.ts';

/** A secret, the word that it stands in, and what must not be found of it afterwards. */
export interface Canary {
  readonly word: string;
  readonly traces: readonly string[];
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';

/** A secret as people and programs make them up: letters and digits, none of which is a word. */
function secretOf(random: Random): string {
  const letters = Array.from({ length: 10 }, () => random.one([...LETTERS])).join('');
  const digits = Array.from({ length: 4 }, () => random.one([...DIGITS])).join('');
  return random.chance(0.5) ? `Zq${letters}${digits}` : `zq${letters.toLowerCase()}_${digits}x`;
}

const SHAPES: readonly ((secret: string, random: Random) => string)[] = [
  (secret) => secret,
  (secret) => `pass${secret}`,
  (secret) => `${secret}-suffix`,
  (secret) => `"${secret}"`,
  (secret) => `'${secret}'`,
  (secret) => `--password=${secret}`,
  (secret) => `--${secret}`,
  (secret) => `--${secret}=1`,
  (secret) => `-p${secret}`,
  (secret) => `-p${secret}=1`,
  (secret) => `TOKEN=${secret}`,
  (secret) => `${secret}=`,
  (secret) => `${secret}==`,
  (secret) => `user:${secret}@db`,
  (secret) => `a=${secret},b=${secret};c=${secret}`,
  (secret) => `ip:${secret}`,
  (secret) => `/srv/${secret}/x`,
  (secret) => `//host/${secret}`,
  (secret) => `/org/freedesktop/${secret}`,
  (secret) => `org.freedesktop.${secret}`,
  (secret) => `https://u:${secret}@h.example/p?q=${secret}`,
  (secret) => `${secret}@corp.example`,
  (secret) => `mail@${secret}.example`,
  (secret) => `{"password":"${secret}","${secret}":1}`,
  (secret) => `[${secret}, '${secret}']`,
  (secret) => `$(${secret})`,
  (secret) => `\${${secret}}`,
  (secret) => `%${secret}%`,
  (secret) => `ä${secret}ö`,
  (secret) => `${secret}\r\n${secret}`,
  (secret) => `start ${secret} stop`,
  (secret) => `user ${secret}`,
  (secret) => `comm="a" comm="${secret}"`,
  (secret) => `a1[0]="${secret}"`,
  (secret) => `x${secret}10.1.2.3`,
  (secret) => secret.toUpperCase(),
  (secret) => Buffer.from(secret).toString('base64'),
  (secret) => Buffer.from(secret).toString('hex'),
  (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
  (secret) => [...secret].map((char) => `%${char.charCodeAt(0).toString(16)}`).join(''),
  (secret) => encodeURIComponent(`é${secret}`),
  (secret) => `value-${secret}`,
  (secret) => `user-1${secret}`,
  (secret) => `127.0.0.1${secret}`,
  (secret) => `:1.${secret}`,
  (secret) => `pts/${secret}`,
];

/** A new one in one of many shapes. */
export function canaryOf(random: Random): Canary {
  const secret = secretOf(random);
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  const hex = Buffer.from(secret).toString('hex');
  const percent = [...secret].map((char) => `%${char.charCodeAt(0).toString(16)}`).join('');
  return { word: random.one(SHAPES)(secret, random), traces: [secret, base64, hex, percent].map((trace) => trace.toLowerCase()) };
}
