import type { Job } from '../../../shared/restore/job';
import type { PruneItem } from '../../../shared/restore/prune';
import { shortId } from '../names';
import type { FileHolding, JobFolder } from './host-state';
import { item, type Judging, keptForJob, keptForOther } from './item';
import { readArchiveName, readBackupName } from './our-names';

/**
 * Archives and parts of uploads. One that a living or interrupted job loads from stays, whoever's job it is: told by
 * job folders, and by this machine's history for a run that has none yet. So does one that another target's job had:
 * whether that job still needs it is not seen from here.
 */
export function archiveItems(judging: Judging, history: readonly Job[]): readonly PruneItem[] {
  return judging.state.archives.flatMap((file) => {
    const name = readArchiveName(file.name);
    if (!name) return [];
    const users = judging.state.jobs
      .filter((job) => job.about?.archive === name.sha256)
      .map((job) => shortId(job.jobId));
    const known = history.filter((job) => job.backup_metadata.sha256 === name.sha256);
    const needed = [...users, ...known.map((job) => shortId(job.id))]
      .map((short) => keptForJob(judging, short))
      .find((reason) => reason !== null);
    const foreign = users.map((short) => keptForOther(judging, short)).find((reason) => reason !== null);
    const last = users.at(-1);
    return [
      item({
        ...fileFields(file),
        key: file.name,
        group: 'archives',
        kind: name.part ? 'upload-part' : 'archive',
        parts: [`archives/${file.name}`],
        job: last === undefined ? null : judging.jobOf(last),
        means: name.part ? 'upload-from-start' : 'sent-again',
        reason: needed ?? foreign ?? null,
      }),
    ];
  });
}

/** Safety backups by the short id in their names; what is not named so is not ours to judge and is not listed. */
export function backupItems(judging: Judging, history: readonly Job[]): readonly PruneItem[] {
  return judging.state.backups.flatMap((file) => {
    const name = readBackupName(file.name);
    if (!name) return [];
    return [
      item({
        ...fileFields(file),
        key: file.name,
        group: 'safety-backups',
        kind: name.part ? 'backup-part' : 'safety-backup',
        parts: [`safety-backups/${file.name}`],
        job: judging.jobOf(name.short),
        means: name.part
          ? 'nothing-lost'
          : onlyWayBack(judging, history, name.short)
            ? 'only-way-back'
            : 'backup-gone',
        reason: keptForJob(judging, name.short) ?? keptForOther(judging, name.short),
      }),
    ];
  });
}

/** A restore in place that was completed has no old database: what was live before it is in this file alone. */
function onlyWayBack({ state }: Judging, history: readonly Job[], short: string): boolean {
  const folder = state.jobs.find((job) => shortId(job.jobId) === short);
  if (folder?.inPlace && folder.status === 'completed') return true;
  const job = history.find((each) => shortId(each.id) === short);
  return job?.strategy === 'in-place' && job.status === 'completed';
}

/**
 * Job folders. That of a job whose pair is kept is what a rollback from another console starts from: the pair goes first.
 * So do a safety backup and staged media: without the folder nobody can tell whose they are.
 */
export function folderItems(
  judging: Judging,
  pairs: readonly PruneItem[],
  others: readonly PruneItem[],
): readonly PruneItem[] {
  return judging.state.jobs.map((folder: JobFolder) => {
    const short = shortId(folder.jobId);
    const pair = pairs.find((each) => each.id.endsWith(` ${short}`));
    return item({
      key: folder.jobId,
      group: 'job-folders',
      kind: 'job-folder',
      parts: [`jobs/${folder.jobId}`],
      bytes: folder.bytes,
      made_at: folder.madeAt,
      job: folder.jobId,
      means: 'record-gone',
      reason:
        keptForJob(judging, short) ??
        keptForOther(judging, short) ??
        (pair === undefined ? null : (pair.reason ?? 'pair-first')) ??
        folderWaitsFor({ job: folder.jobId }, others),
    });
  });
}

/** What of its job a folder has to wait for, of what stays; null when nothing. */
export function folderWaitsFor(
  folder: Pick<PruneItem, 'job'>,
  staying: readonly PruneItem[],
): PruneItem['reason'] {
  const mine = staying.filter((each) => each.job === folder.job);
  if (mine.some((each) => each.group === 'old-pairs')) return 'pair-first';
  if (mine.some((each) => each.group === 'safety-backups')) return 'backup-first';
  return mine.some((each) => each.kind === 'stage') ? 'media-first' : null;
}

function fileFields(file: FileHolding): Pick<PruneItem, 'bytes' | 'made_at'> {
  return { bytes: file.bytes, made_at: file.madeAt };
}
