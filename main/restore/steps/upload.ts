import { fail } from '../../../shared/errors/app-error';
import type { RemoteHost } from '../ports/host';
import type { StepIo } from '../ports/step';
import { prepared, type RunContext, type Step, type StepResult } from '../run/run-context';

/**
 * A killed pipelined write leaves holes before its end, up to the whole pipeline's window back. A resume starts this
 * far before the remote size; wider than any pipeline of ours (a test holds it against the adapter's).
 */
export const RESUME_MARGIN_BYTES = 32 * 1024 * 1024;

/** Where a resume begins, given what lies on the host. */
export function resumeOffset(remoteBytes: number, totalBytes: number): number {
  return remoteBytes > totalBytes ? 0 : Math.max(0, remoteBytes - RESUME_MARGIN_BYTES);
}

/** Brings the archive to the host once: resumed after a cut, its digest proven there, named by that digest. */
export const upload: Step = {
  id: 'upload',
  async run(context, io) {
    const { place } = prepared(context);
    const { host } = await context.session();
    await host.makeDirectory(`${place.workDir}/archives`, 0o700);
    const there = await host.stat(place.archivePath);
    if (there?.bytes === context.manifest.bytes) return takeWhatIsThere(context, io, host);
    return send(context, io, host);
  },
};

async function takeWhatIsThere(context: RunContext, io: StepIo, host: RemoteHost): Promise<StepResult> {
  const { place } = prepared(context);
  const digest = await remoteDigest(host, place.archivePath, io.signal);
  if (io.signal.aborted) return { kind: 'cancelled' };
  if (digest === context.manifest.sha256) {
    io.log('info', 'console', `The archive is on the host already; its digest matches: ${digest}`);
    io.progress(context.manifest.bytes, context.manifest.bytes, 'already there');
    return { kind: 'done' };
  }
  io.log('warning', 'console', `The archive on the host has another digest (${digest}); it is sent again`);
  await host.removeFile(place.archivePath);
  return send(context, io, host);
}

async function send(context: RunContext, io: StepIo, host: RemoteHost): Promise<StepResult> {
  const { place } = prepared(context);
  const { manifest } = context;
  const part = `${place.archivePath}.part`;
  for (const attempt of ['resumed', 'from the start'] as const) {
    const lying = attempt === 'resumed' ? ((await host.stat(part))?.bytes ?? 0) : 0;
    const startAt = resumeOffset(lying, manifest.bytes);
    if (startAt === 0 && lying > 0) await host.removeFile(part);
    if (startAt > 0) io.log('info', 'console', `Resuming the upload at byte ${startAt} of ${manifest.bytes}`);
    const sent = await host.upload({
      local: manifest.path,
      remotePart: part,
      startAt,
      signal: io.signal,
      onProgress: (bytes) => io.progress(bytes, manifest.bytes, 'sending'),
    });
    if (sent.kind === 'cancelled') return { kind: 'cancelled' };
    io.progress(manifest.bytes, manifest.bytes, 'checking digest');
    const digest = await remoteDigest(host, part, io.signal);
    if (io.signal.aborted) return { kind: 'cancelled' };
    if (digest === manifest.sha256) {
      await host.rename(part, place.archivePath);
      io.log('info', 'console', `Digest on the host matches: ${digest}`);
      return { kind: 'done' };
    }
    io.log(
      'warning',
      'console',
      `Digest on the host is ${digest}, expected ${manifest.sha256} (sent ${attempt})`,
    );
    await host.removeFile(part);
    if (attempt === 'from the start') {
      throw fail('upload-digest-mismatch', { expected: manifest.sha256, found: digest });
    }
  }
  throw new Error('unreachable: the second attempt returns or throws');
}

/** SHA-256 of a file by the host's own tool; empty when it was cut short by a cancel. */
async function remoteDigest(host: RemoteHost, path: string, signal: AbortSignal): Promise<string> {
  const result = await host.exec(['sha256sum', '--', path], { signal });
  const digest = /^\\?([0-9a-f]{64})\b/.exec(result.stdout)?.[1];
  if (result.exitCode === 0 && digest) return digest;
  if (signal.aborted) return '';
  throw fail(
    'command-failed',
    { command: 'sha256sum', exitCode: result.exitCode ?? -1 },
    {
      evidence: {
        command: ['sha256sum', '--', path],
        exitCode: result.exitCode,
        stderrTail: result.stderr.slice(-2000),
      },
    },
  );
}
