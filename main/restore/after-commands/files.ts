import type { AfterCommand } from '../ports/after-commands';

/** What an `after` command of a job is called on its host. */
export interface AfterNames {
  readonly container: string;
  /** Base name of its files in the job folder, as a helper's step. */
  readonly step: string;
  /** There once the command was begun; made by whoever begins it, and by nobody else. */
  readonly begun: string;
  /** The environment of its container: secret, 0600, removed when the container is made. */
  readonly envFile: string;
  /** Those of its variables that hold line breaks, as `export` lines. Secret as well. */
  readonly exportFile: string;
}

/** The names of one command: the same for every console, so that each finds what another has begun. */
export function afterNames({ place, number }: Pick<AfterCommand, 'place' | 'number'>): AfterNames {
  const step = `after-${number}`;
  const base = `${place.jobDir}/${step}`;
  return {
    container: `rc-${place.short}-${step}`,
    step,
    begun: `${base}.begun`,
    envFile: `${base}.env`,
    exportFile: `${base}.export.sh`,
  };
}
