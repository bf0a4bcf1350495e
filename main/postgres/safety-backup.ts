import { fail } from '../../shared/errors/app-error';
import { isLockLost } from '../restore/ports/lock-lost';
import type { JobPlace, StepIo } from '../restore/ports/step';
import { adminOverLoopback, adminSecretPath } from './admin-over-loopback';
import { clearHelper, type HelperEnd, runHelper } from './run-helper';
import type { ServerContext } from './server-context';
import { connectionEnv, lastLine, pgOptions, saysServerLost } from './session';

const STEP = 'safety-backup';

/** The name its session carries on the server. */
export function backupApplication(short: string): string {
  return `rc-${short}-backup`;
}

/*
 * Arguments: folder and base name of the backup. The dump is written beside, read to its end by pg_restore (a
 * truncated custom format still lists its contents), and only then gets its name. Bytes are told every second, and a
 * disk below its reserve (the larger of 5 % and 1 GB) ends it: the database may lie on the same one.
 */
const SCRIPT = `set -u
umask 077
folder=$1
final=$folder/$2
part=$final.part
owner=$(stat -c %u:%g "$folder")
rm -f "$part"
trap 'rm -f "$part"; exit 75' TERM
watch() {
  while :; do
    if [ -f "$part" ]; then echo "rc-bytes $(wc -c <"$part")"; fi
    set -- $(df -Pk "$folder" | tail -n 1)
    if [ $# -ge 6 ]; then
      reserve=$(($2 / 20))
      if [ "$reserve" -lt 976563 ]; then reserve=976563; fi
      if [ "$4" -lt "$reserve" ]; then echo "rc-reserve $4 $reserve"; kill -TERM "$dumper" $$; return; fi
    fi
    sleep 1 >/dev/null 2>&1
  done
}
pg_dump -Fc -Z 1 -w --lock-wait-timeout=300000 -f "$part" &
dumper=$!
watch &
clerk=$!
wait "$dumper"
rc=$?
kill "$clerk" 2>/dev/null
if [ "$rc" != 0 ]; then echo "rc-failed pg_dump $rc"; rm -f "$part"; exit 3; fi
echo rc-proving
pg_restore -f /dev/null "$part"
rc=$?
if [ "$rc" != 0 ]; then echo "rc-failed pg_restore $rc"; rm -f "$part"; exit 4; fi
bytes=$(wc -c <"$part")
chown "$owner" "$part" && sync && mv -f "$part" "$final" || exit 5
echo "rc-proven $((bytes + 0))"
`;

/**
 * Dumps the live database, or another of that server, in custom format into `file` and proves it readable to its end. A file of that name exists
 * only proven, so a call after a lost connection finds it done, or goes on with the helper that is at it.
 * Throws `safety-backup-failed`, `database-lost`, `disk-reserve-reached`, `admin-role-refused`, `cancelled`.
 */
export async function backUp(
  context: ServerContext,
  place: JobPlace,
  io: StepIo,
  file: string,
  database = context.profile.database.name,
): Promise<{ readonly bytes: number }> {
  const { docker, host } = context;
  const proven = await host.stat(file);
  if (proven) {
    // A console that lost the host could not clear away what the helper needed.
    await clearHelper(context, place, STEP);
    await host.removeFile(adminSecretPath(place));
    return { bytes: proven.bytes };
  }
  const slash = file.lastIndexOf('/');
  const [folder, base] = [file.slice(0, slash), file.slice(slash + 1)];
  const access = await adminOverLoopback(context);
  if (!(await docker.helperRunning(`rc-${place.short}-${STEP}`))) await clearHelper(context, place, STEP);
  await host.makeDirectory(place.jobDir, 0o700);
  const secret = access.password === null ? null : adminSecretPath(place);
  if (secret !== null) await host.writeFile(secret, `PGPASSWORD=${access.password}\n`, 0o600);
  let bytes: number | null = null;
  let reserve: { readonly mount: string; readonly free: number; readonly reserve: number } | null = null;
  const said: string[] = [];
  try {
    const end = await runHelper(
      context,
      place,
      io,
      {
        step: STEP,
        script: SCRIPT,
        args: ['/backups', base],
        env: {
          ...connectionEnv(access, database, backupApplication(place.short)),
          PGOPTIONS: pgOptions({ statement_timeout: '0', idle_in_transaction_session_timeout: '0' }),
        },
        envFile: secret,
        mounts: [{ source: folder, target: '/backups', readOnly: false }],
      },
      (line) => {
        const [word, value, limit] = line.split(' ');
        if (word === 'rc-bytes') io.progress(Number(value), null, 'pg_dump');
        else if (word === 'rc-proving') io.progress(null, null, 'pg_restore');
        else if (word === 'rc-proven') bytes = Number(value);
        else if (word === 'rc-reserve') {
          reserve = { mount: folder, free: Number(value) * 1024, reserve: Number(limit) * 1024 };
        } else {
          said.push(line);
          io.log('info', 'host', line);
        }
      },
    );
    if (end.exitCode === 0 && bytes !== null) return { bytes };
    if (reserve) throw fail('disk-reserve-reached', reserve);
    throw backupFailure(context, database, end, said.slice(-40).join('\n'));
  } finally {
    if (!isLockLost(io.signal)) {
      if (secret !== null) await host.removeFile(secret);
      if (io.signal.aborted) await host.removeFile(`${file}.part`);
    }
  }
}

function backupFailure(context: ServerContext, database: string, end: HelperEnd, said: string): Error {
  const evidence = {
    command: ['pg_dump', '-Fc'],
    exitCode: end.exitCode,
    stderrTail: (said || end.logTail).slice(-4000),
  };
  if (saysServerLost(said)) {
    return fail('database-lost', { container: context.container.name, reason: lastLine(said) }, { evidence });
  }
  const reason =
    said.split('\n').find((line) => /error|fatal/i.test(line)) ?? `ended with status ${end.exitCode}`;
  return fail('safety-backup-failed', { database, reason }, { evidence });
}
