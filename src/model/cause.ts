/** The client, as far as any source describes it. `log` is the line that names it. */
export interface ClientDescription {
  readonly pid?: number;
  readonly uid?: number;
  /** The uid that logged in, which sudo leaves as it is: audit's auid. */
  readonly loginUid?: number;
  readonly loginUser?: string;
  readonly user?: string;
  readonly comm?: string;
  readonly cmdline?: string;
  readonly unit?: string;
  readonly session?: string;
  readonly tty?: string;
  readonly parents?: readonly string[];
  readonly log?: string;
  readonly busName?: string;
}

/** What a start came from: the `from` of a link. */
export type Cause =
  | { readonly kind: 'unit'; readonly unit: string }
  | ({ readonly kind: 'client' } & ClientDescription)
  | ({
      readonly kind: 'peer';
      readonly protocol?: 'tcp' | 'udp' | 'unix' | 'vsock';
      readonly address?: string;
      readonly port?: number;
      readonly path?: string;
    } & ClientDescription)
  | { readonly kind: 'boot' }
  | ({ readonly kind: 'process' } & ClientDescription)
  | { readonly kind: 'kernel' }
  | { readonly kind: 'unknown' };
