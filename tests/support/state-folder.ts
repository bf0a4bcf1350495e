import path from 'node:path';
import { openHistory } from '../../main/jobs/history-database';
import { JobLogFiles } from '../../main/jobs/job-log-file';
import { SqliteJobStore } from '../../main/jobs/sqlite-job-store';
import type { Job } from '../../shared/restore/job';
import { temporaryFolder } from './temporary-folder';

/** A console's state folder whose history holds these jobs; `open` gives the history as a process of its own has it. */
export function stateFolderWith(...jobs: readonly Job[]): {
  readonly folder: string;
  open(): SqliteJobStore;
} {
  const folder = temporaryFolder();
  const open = (): SqliteJobStore => {
    const database = openHistory(folder);
    return new SqliteJobStore(database, new JobLogFiles(path.join(folder, 'job-logs'), database));
  };
  const store = open();
  for (const job of jobs) store.create(job);
  return { folder, open };
}
