import type { RemoteHost } from './ports/host';

/** A cutover that was begun on a host, of a restore or of a rollback, or a restore in place that has not ended. */
export interface BegunCutover {
  readonly jobId: string;
  /** Below the jobs folder: the job's own, or that of a rollback in it. */
  readonly folder: string;
  /** The first word of how it ended; `none` where it has not. */
  readonly word: string;
}

/*
 * One line per cutover that was begun, of the restore and of rollbacks: `<folder> <first word of its status, or none>`. A
 * full disk may have kept the status out: the journal's last attempt says its end too. A restore in place keeps its
 * journal until it has ended.
 */
const CUTOVERS_SCRIPT = `cd "$1" 2>/dev/null || exit 0
for journal in */cutover.journal */rollback-*/cutover.journal; do
  [ -e "$journal" ] || continue
  folder=\${journal%/cutover.journal}
  word=none
  if [ -s "$folder/cutover.status" ]; then
    read -r word rest <"$folder/cutover.status" || :
  else
    while read -r at state action end rest; do
      case "$state $action" in
        'note attempt') word=none ;;
        'done cutover') word=$end ;;
      esac
    done <"$journal" || :
  fi
  echo "$folder \${word:-none}"
done
for journal in */in-place.json; do
  [ ! -e "$journal" ] || echo "\${journal%.json} none"
done`;

/** Every begun cutover below a jobs folder, in one call. None where the folder is not there yet. */
export async function begunCutovers(host: RemoteHost, jobsDir: string): Promise<readonly BegunCutover[]> {
  const printed = await host.run(['sh', '-c', CUTOVERS_SCRIPT, 'sh', jobsDir]);
  return printed.split('\n').flatMap((line) => {
    const [folder, word] = line.split(' ');
    if (folder === undefined || word === undefined) return [];
    return [{ jobId: folder.split('/')[0] ?? folder, folder, word }];
  });
}

/** It has no final word, or one that asks for a person: neither pair is known to be live. */
export function isUnfinished({ word }: BegunCutover): boolean {
  return word === 'none' || word === 'needs-person';
}
