import { removeJobSecrets } from '../job-secrets';
import { prepared, type RunContext, type Step } from '../run/run-context';

/** A dump of the live database, proven readable to its end, before anything is changed. */
export const safetyBackup: Step = {
  id: 'safety-backup',
  async run(context, io) {
    const { place, planned } = prepared(context);
    // A first restore owes none: there is nothing to keep.
    if (!planned.safetyBackup) return { kind: 'done' };
    const { database } = await context.parts();
    const path = await backupPath(context);
    await context.checkpoint();
    const { bytes } = await database.backUp(place, io, path);
    if (io.signal.aborted) return { kind: 'cancelled' };
    context.recorder.update({ safety_backup_path: path });
    io.progress(bytes, bytes, 'proven');
    io.log(
      'info',
      'console',
      `Safety backup of ${context.profile.database.name}: ${path}, ${bytes} bytes, read to its end`,
    );
    return { kind: 'done' };
  },
  async leave(context) {
    const { place } = prepared(context);
    const { host, docker } = await context.session();
    // Cancelled while the host could not be reached, the helper may still be at it.
    await docker.removeHelper(`rc-${place.short}-safety-backup`);
    await removeJobSecrets(host, place);
    const path = context.products.safetyBackupPath;
    // A proven backup stays: it costs only space, and prune lists it. A half one is no backup.
    if (!path || context.recorder.job.safety_backup_path === path) return;
    await host.removeFile(`${path}.part`);
    await host.removeFile(path);
  },
};

/** Where this run's backup lies; its folder is made. The same each time it is asked. */
export async function backupPath(context: RunContext): Promise<string> {
  const { place } = prepared(context);
  const { host } = await context.session();
  const folder = `${place.workDir}/safety-backups`;
  await host.makeDirectory(folder, 0o700);
  context.products.safetyBackupPath ??= `${folder}/${fileStamp(context.clock.now())}-${place.short}.dump`;
  return context.products.safetyBackupPath;
}

function fileStamp(date: Date): string {
  return date.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}
