import { fail } from '../../../shared/errors/app-error';
import { differenceParams } from '../difference-params';
import { prepared, type Step } from '../run/run-context';

/** Builds the new media tree beside the live one and checks every file's digest there. */
export const stageMedia: Step = {
  id: 'stage-media',
  async run(context, io) {
    const { place } = prepared(context);
    const { media } = await context.parts();
    const wanted = context.manifest.media;
    if (!media || !wanted) throw new Error('The media step ran in a run without media');
    const staged = await media.stage(place, io, wanted, context.inspector.mediaRecords(context.manifest));
    if (io.signal.aborted) return { kind: 'cancelled' };
    const wrong = staged.checks.filter((check) => check.verdict === 'mismatch');
    const first = wrong[0];
    if (first) {
      throw fail('media-verify-failed', {
        count: wrong.length,
        ...differenceParams(first),
      });
    }
    context.products.mediaStaged = { files: staged.files, bytes: staged.bytes };
    context.products.mediaChecks = staged.checks;
    context.recorder.update({
      media_files_restored: staged.files,
      media_size_mb: Math.round(staged.bytes / 10_000) / 100,
    });
    io.log(
      'info',
      'console',
      `Media verified beside the live files: ${staged.files} files, ${staged.bytes} bytes`,
    );
    return { kind: 'done' };
  },
  async leave(context) {
    const { media } = await context.parts();
    await media?.dropStage(prepared(context).place);
  },
};
