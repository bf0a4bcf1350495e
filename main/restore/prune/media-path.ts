/** Where a job keeps media, as a path inside the volume, for a person to read. */
export function oldMediaPath(short: string, kind: string): string {
  const below = kind === 'old' ? '/old' : kind === 'staged' ? '/new' : '';
  return `.restore-console/${short}${below}`;
}
