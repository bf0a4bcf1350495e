import type { JobPlace } from '../ports/step';

/** Files of a cutover in the job folder on the host: enough for any console, or a person, to end it. */
export interface CutoverFiles {
  readonly script: string;
  /** Parameters of the script, read by `sh`; not secret. */
  readonly parameters: string;
  /** The specification and what errors are told with, as JSON. */
  readonly facts: string;
  /** The manual way back, for a person on the host. */
  readonly manual: string;
  readonly journal: string;
  readonly status: string;
}

/** Where they are. The names are fixed: the script knows them too. */
export function cutoverFiles(place: Pick<JobPlace, 'jobDir'>): CutoverFiles {
  const at = (name: string): string => `${place.jobDir}/${name}`;
  return {
    script: at('cutover.sh'),
    parameters: at('cutover.env'),
    facts: at('cutover.json'),
    manual: at('cutover-manual.txt'),
    journal: at('cutover.journal'),
    status: at('cutover.status'),
  };
}

/** The environment of the n-th `before-start` command: secret, 0600, removed when the cutover has ended. */
export function commandEnvFile(place: Pick<JobPlace, 'jobDir'>, index: number): string {
  return `${place.jobDir}/cutover-before-start-${index}.env`;
}

/** Those of its variables that hold line breaks, which an env file cannot: exported from here. Secret as well. */
export function commandExportFile(place: Pick<JobPlace, 'jobDir'>, index: number): string {
  return `${place.jobDir}/cutover-before-start-${index}.sh`;
}
