import { formatBytes } from '../../../shared/format/bytes';
import { formatDateTime } from '../../../shared/format/time';
import type { Language } from '../../../shared/language';
import type { KeepReason, PruneItem, PruneReport } from '../../../shared/restore/prune';

const KINDS: Readonly<Record<PruneItem['kind'], string>> = {
  'old-pair': 'old pair',
  'taken-out-pair': 'taken-out pair',
  'rest-of-pair': 'rest of a pair',
  archive: 'archive',
  'upload-part': 'part of an upload',
  'safety-backup': 'safety backup',
  'backup-part': 'unproven backup',
  'fresh-database': 'fresh database',
  'loader-role': 'loader role',
  stage: 'staged media',
  helper: 'helper container',
  lock: 'lock',
  'job-folder': 'job folder',
};

const MEANS: Readonly<Record<PruneItem['means'], (job: string) => string>> = {
  'rollback-impossible': (job) => `after this, rollback of job ${job} is not possible`,
  'forward-impossible': (job) =>
    `after this, job ${job} cannot be gone forward to again; what was written since is gone`,
  'sent-again': () => 'after this, the archive is sent again when it is restored here',
  'upload-from-start': () => 'after this, its upload starts from the beginning',
  'backup-gone': (job) => `after this, the dump made before job ${job} is gone`,
  'only-way-back': (job) =>
    `it is the only way back: after this, what was live before job ${job} (in place) is gone for good`,
  'record-gone': (job) => `after this, no other console can see, end or roll back job ${job}`,
  'nothing-lost': () => 'nothing is lost',
};

/** Why something stays, with what to do. */
export function keptBecause(item: PruneItem, target: string): string {
  const reason: KeepReason = item.reason ?? 'not-asked';
  switch (reason) {
    case 'job-running':
      return `job ${item.job ?? ''} is running and needs it`;
    case 'job-interrupted':
      return `job ${item.job ?? ''} was interrupted and may need it; end it with: recover --target "${target}"`;
    case 'live':
      return 'it is the live database';
    case 'live-missing':
      return 'there is no live database; this may be all there is';
    case 'in-use':
      return 'something that is not ours uses it';
    case 'not-ours':
      return 'its OID is not that of what the job moved aside';
    case 'other-database':
      return 'it belongs to a restore of another database';
    case 'other-target':
      return `it belongs to job ${item.job ?? ''} of another target, in another database container`;
    case 'target-unknown':
      return `nothing tells whether job ${item.job ?? ''} is of this target or of another one that shares the work directory or the media volume`;
    case 'backup-first':
      return `only it tells whose the safety backup of job ${item.job ?? ''} is`;
    case 'media-first':
      return `only it tells whose the media are that job ${item.job ?? ''} left`;
    case 'pair-first':
      return `rollback of job ${item.job ?? ''} needs it while its old pair is kept`;
    case 'only-way-back':
      return `it is the only way back from job ${item.job ?? ''}, which restored in place; it goes with: prune --target "${target}" --only safety-backups --yes`;
    case 'not-asked':
      return 'not asked for';
    case 'failed':
      return `could not be removed: ${item.error?.code ?? ''} ${JSON.stringify(item.error?.params ?? {})}`;
    case 'not-reached':
      return 'not reached';
  }
}

/** What would go and what stays, without removing anything. */
export function pruneListLines(
  target: string,
  going: readonly PruneItem[],
  kept: readonly PruneItem[],
  freed: number,
  language: Language,
): string {
  if (going.length + kept.length === 0) return `Nothing of ours lies on ${target}.`;
  return [
    going.length > 0
      ? `Can be removed, ${formatBytes(freed, language)} in all:`
      : 'Nothing can be removed now.',
    ...going.flatMap((each) => [itemLine(each, language), `      ${MEANS[each.means](each.job ?? '')}`]),
    ...keptLines(kept, target, language),
    ...(going.length > 0 ? ['', `Remove it with: prune --target "${target}" --yes`] : []),
  ].join('\n');
}

/** What was removed and what stayed. */
export function pruneReportLines(target: string, report: PruneReport, language: Language): string {
  const { removed, kept, freed_bytes: freed } = report;
  return [
    removed.length > 0 ? `Removed, ${formatBytes(freed, language)} in all:` : 'Nothing was removed.',
    ...removed.map((each) => itemLine(each, language)),
    ...keptLines(
      kept.filter((each) => each.reason !== 'not-asked'),
      target,
      language,
    ),
  ].join('\n');
}

function keptLines(kept: readonly PruneItem[], target: string, language: Language): readonly string[] {
  if (kept.length === 0) return [];
  return [
    'Kept:',
    ...kept.flatMap((each) => [itemLine(each, language), `      ${keptBecause(each, target)}`]),
  ];
}

function itemLine(each: PruneItem, language: Language): string {
  const date = each.made_at === null ? '' : formatDateTime(each.made_at, language);
  return `  ${KINDS[each.kind].padEnd(18)}${formatBytes(each.bytes, language).padStart(10)}  ${date.padEnd(20)}  ${each.parts.join(', ')}`;
}
