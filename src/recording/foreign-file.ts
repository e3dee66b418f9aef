const MAGIC: readonly { readonly bytes: readonly number[]; readonly what: string; readonly remedy: string }[] = [
  { bytes: [0x4c, 0x50, 0x4b, 0x53, 0x48, 0x48, 0x52, 0x48], what: 'a journal file', remedy: 'read it with `whyalive --file FILE UNIT`' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], what: 'compressed with zstd', remedy: 'unpack it with `zstd -d` first' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a], what: 'compressed with xz', remedy: 'unpack it with `xz -d` first' },
  { bytes: [0x42, 0x5a, 0x68], what: 'compressed with bzip2', remedy: 'unpack it with `bzip2 -d` first' },
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'a zip archive', remedy: 'unpack it first' },
  { bytes: [0xff, 0xfe], what: 'UTF-16 text', remedy: 'turn it back with `iconv -f UTF-16 -t UTF-8`' },
  { bytes: [0xfe, 0xff], what: 'UTF-16 text', remedy: 'turn it back with `iconv -f UTF-16 -t UTF-8`' },
];

/** What a file is that is no recording, by its first bytes, and what to do with it; undefined when it may be a recording. */
export function foreignFile(head: Buffer): string | undefined {
  const known = MAGIC.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte));
  if (known !== undefined) return `it is ${known.what}; ${known.remedy}`;
  if (/^\s*\{\s*"schema":\s*"whyalive\/timeline\//.test(head.toString('latin1')))
    return 'it is a timeline, the result of -o json; a recording is what -w FILE writes';
  return undefined;
}
