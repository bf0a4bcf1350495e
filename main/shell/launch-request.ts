/** What the person who started the program wants. */
export type LaunchRequest =
  | { readonly kind: 'command-line'; readonly argv: readonly string[] }
  | { readonly kind: 'window'; readonly archive: string | null };

/**
 * Reads the arguments of the process. `--cli` hands everything after it to the command line: the packaged
 * program has no other way to run it, as plain Node cannot look into the package. Otherwise the first
 * argument that is no switch is an archive to open. In development (`defaultApp`) the first such argument
 * is the folder of the application itself.
 */
export function readLaunchRequest(argv: readonly string[], defaultApp: boolean): LaunchRequest {
  const given = argv.slice(1);
  const marker = given.indexOf('--cli');
  if (marker >= 0) return { kind: 'command-line', argv: given.slice(marker + 1) };
  const plain = given.filter((argument) => argument !== '' && !argument.startsWith('-'));
  return { kind: 'window', archive: plain[defaultApp ? 1 : 0] ?? null };
}
