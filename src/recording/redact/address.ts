const MAC = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i;
const IPV4 = /^(?:\d{1,3}\.){3}\d{1,3}$/;
/** `ffff:…:255.255.255.255` */
const LONGEST = 45;

export function isMac(text: string): boolean {
  return MAC.test(text);
}

export function isIpv4(text: string): boolean {
  return IPV4.test(text);
}

/** Eight groups, or fewer around one `::` (RFC 4291); the last two may be written as IPv4. */
export function isIpv6(text: string): boolean {
  if (text.length > LONGEST || !text.includes(':')) return false;
  const plain = text.replace(/(?<=:)\d{1,3}(?:\.\d{1,3}){3}$/, '0:0');
  const groups = plain.split(':');
  if (groups.some((group) => group.length > 4 || /[^0-9a-f]/i.test(group))) return false;
  const gaps = plain.split('::').length - 1;
  if (plain.includes(':::') || gaps > 1) return false;
  return gaps === 1 ? groups.length <= 9 && groups.length >= 3 : groups.length === 8;
}

/** Addresses that every host has, and those that stand for others. */
export function isMarkAddress(text: string): boolean {
  if (isIpv4(text)) return /^(?:127\.|0\.0\.0\.0$|255\.255\.255\.255$|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|240\.)/.test(text);
  if (isMac(text)) return /^(?:(?:00:){5}00$|02:00:00:)/.test(text);
  return isIpv6(text) && /^(?:::1?$|2001:db8::)/i.test(text);
}
