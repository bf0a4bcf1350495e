import type { InspectProgress, Manifest } from '../../shared/manifest';

export type InspectOutcome =
  | { readonly kind: 'inspected'; readonly manifest: Manifest }
  | { readonly kind: 'cancelled' };

/** Inspection of archives with memory: an unchanged file is not read again. */
export interface Inspector {
  inspect(
    path: string,
    options: { readonly signal: AbortSignal; readonly onProgress: (progress: InspectProgress) => void },
  ): Promise<InspectOutcome>;
  /** Size and modification time unchanged since the manifest was made. */
  isUnchanged(manifest: Manifest): Promise<boolean>;
  /** Per-file media records of a manifest, merged over buckets, for verification. */
  mediaRecords(
    manifest: Manifest,
  ): AsyncIterable<{ readonly sha256: string; readonly bytes: number; readonly path: string }>;
}
