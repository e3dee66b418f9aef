const SIZES = {
  64: { prime: 0x100000001b3n, basis: 0xcbf29ce484222325n },
  128: { prime: 0x1000000000000000000013bn, basis: 0x6c62272e07bb014262b821756295c58dn },
} as const;

/** The FNV-1a hash of a text's UTF-8, in lower-case hexadecimal digits. The constants are those of its authors, Fowler, Noll and Vo. */
export function fnv1a(text: string, bits: keyof typeof SIZES): string {
  const { prime, basis } = SIZES[bits];
  let hash: bigint = basis;
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(bits, (hash ^ BigInt(byte)) * prime);
  return hash.toString(16).padStart(bits / 4, '0');
}
