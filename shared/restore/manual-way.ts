import type { Job } from './job';

/** What a person types where a job needs one; `held` false: the history lacks it, and one command shows the host's file. */
export interface WayForPerson {
  readonly held: boolean;
  readonly commands: readonly string[];
}

/**
 * The manual way of a job that needs a person: the one its end has left, else what undoes the exchange it had begun,
 * else the file of its folder on the host. One rule for report, window and command line.
 */
export function wayForPerson(job: Job): WayForPerson {
  for (const commands of [job.manual_way_back, job.manual_undo]) {
    if (commands && commands.length > 0) return { held: true, commands };
  }
  return { held: false, commands: [showFileOfJob(job, 'cutover-manual.txt')] };
}

/** The command that shows a file of the job's folder on the host. */
export function showFileOfJob(job: Job, name: string): string {
  const folder = `${job.host?.work_directory ?? '~/.restore-console'}/jobs/${job.id}`;
  return `cat ${plain(`${folder}/${name}`)}`;
}

/** A path as a word of a shell; `~` at its beginning stays what it is. */
function plain(path: string): string {
  return /^[\w@%+=:,./~-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
