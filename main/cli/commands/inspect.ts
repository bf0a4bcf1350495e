import { formatBytes } from '../../../shared/format/bytes';
import type { CommandContext } from '../command-context';
import { EXIT } from '../exit-code';
import { manifestJson, manifestLines } from '../text/manifest-lines';

/** `inspect <archive> [--json]`: 0 valid, 2 invalid, 4 cancelled by Ctrl-C. */
export async function inspectCommand(
  context: CommandContext,
  archive: string,
  options: { json: boolean },
): Promise<number> {
  const { io, language } = context;
  const app = await context.app();
  const abort = new AbortController();
  const endListening = io.onInterrupt(() => abort.abort());
  let said = 0;
  const outcome = await app.inspector.inspect(archive, {
    signal: abort.signal,
    onProgress: ({ bytesRead, bytesTotal }) => {
      if (options.json || !io.interactive || bytesTotal === 0 || bytesRead / bytesTotal - said < 0.1) return;
      said = bytesRead / bytesTotal;
      io.err(`Inspecting: ${formatBytes(bytesRead, language)} of ${formatBytes(bytesTotal, language)}`);
    },
  });
  endListening();
  if (outcome.kind === 'cancelled') {
    io.err('Inspection was cancelled.');
    return EXIT.cancelled;
  }
  const { manifest } = outcome;
  io.out(
    options.json
      ? JSON.stringify(manifestJson(manifest, language), null, 2)
      : manifestLines(manifest, language, new Date()),
  );
  return manifest.valid ? EXIT.ok : EXIT.usage;
}
