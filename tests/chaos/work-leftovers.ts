import path from 'node:path';
import { shortId } from '../../main/restore/names';
import { filesBelow, foldersOf } from './host-view';
import type { RunFacts } from './invariants';

/** In the work directory: the archive, safety backups of known jobs, folders of known jobs without what only a run needs. */
export async function workLeftovers(facts: RunFacts, known: ReadonlySet<string>): Promise<readonly string[]> {
  const { before, history } = facts;
  const backups = new Set(history.map((job) => path.basename(job.safety_backup_path)));
  // Proven, then its console was killed before it wrote that down: whole by its name, and listed by `prune`.
  const ownBackup = new RegExp(`-(${facts.jobs.map(shortId).join('|')})\\.dump$`);
  const violations: string[] = [];
  const files = await filesBelow(foldersOf(facts.host).work);
  for (const [name, size] of files) {
    const [folder = '', job = '', ...rest] = name.split('/');
    const file = rest.join('/');
    if (before.work.get(name) === size) continue;
    const fine =
      folder === 'archives'
        ? /^[0-9a-f]{64}\.tar\.gz$/.test(job) || isBrokenUpload(job, files)
        : folder === 'safety-backups'
          ? backups.has(job) || ownBackup.test(job)
          : folder === 'jobs' && known.has(job) && !/^cutover\.(lock\.|tmp|status\.part)/.test(file);
    if (!fine) violations.push(`in the work directory: ${name}`);
  }
  return violations;
}

/** An upload that broke off lies there to be gone on with, as the plan of a run says: until the archive is whole. */
function isBrokenUpload(name: string, files: ReadonlyMap<string, number>): boolean {
  const archive = /^([0-9a-f]{64}\.tar\.gz)\.part$/.exec(name)?.[1];
  return archive !== undefined && !files.has(`archives/${archive}`);
}
