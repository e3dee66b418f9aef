/** Of esbuild's metafile, what is read here. */
interface Metafile {
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, unknown>> }>>;
}

export function thirdPartyLicenses(metafile: Metafile, root: string): string;
export function requireReviewed(metafile: Metafile, root: string): void;
