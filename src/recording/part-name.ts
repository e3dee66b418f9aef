/** The file of a part of a recording, counted from 1: `a.jsonl`, `a.2.jsonl`, and `a.jsonl.gz`, `a.2.jsonl.gz`. */
export function partName(path: string, part: number): string {
  if (part === 1) return path;
  const [, stem = path, ending = ''] = /^(.*?)((?:\.jsonl)?(?:\.gz)?)$/s.exec(path) ?? [];
  return `${stem}.${String(part)}${ending}`;
}
