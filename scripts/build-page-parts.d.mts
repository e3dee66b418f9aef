/** What esbuild and vitest take as a `define`. */
export function pageParts(): Promise<Record<'WHYALIVE_PAGE_PARTS', string>>;
