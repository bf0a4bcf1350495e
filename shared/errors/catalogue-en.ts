import type { ErrorCatalogue } from './error-text';

/** English sentences for every code. The site's state before the tool's; what was done in the past tense; what to do now last. */
export const catalogueEn: ErrorCatalogue = {
  'archive-not-found': {
    title: 'There is no file at {path}',
    explanation: 'The archive was moved, renamed or deleted, or the path is not right.',
    next: 'Choose the archive again.',
  },
  'archive-unreadable': {
    title: 'The archive cannot be read',
    explanation: '{path}: {reason}.',
    next: 'Check the file’s permissions and the disk it lies on, then inspect it again.',
  },
  'archive-changed': {
    title: 'The archive has changed since it was inspected',
    explanation: '{path} is not the file that was checked. Nothing was sent.',
    next: 'Inspect it again and read the new plan.',
  },
  'archive-compression-refused': {
    title: 'The archive is compressed with {compression}',
    explanation: 'An archive is a tar compressed with gzip or zstd, or not at all.',
    next: 'Unpack it and pack the folder again: tar -czf backup-gcp-YYYYMMDD.tar.gz backups-…',
  },
  'archive-corrupt': {
    title: 'The archive is damaged',
    explanation: 'At byte {offset:count}: {reason}. What follows cannot be trusted.',
    next: 'Copy the archive again from where it was made, and compare sizes or digests.',
  },
  'archive-path-absolute': {
    title: 'An entry has an absolute path',
    explanation: '{where} would be written outside the folder it is unpacked in.',
    next: 'Pack the backup folder by its relative name.',
  },
  'archive-path-parent': {
    title: 'An entry climbs out of its folder',
    explanation: '{where} contains “..”.',
    next: 'Pack the backup folder by its relative name, without “..”.',
  },
  'archive-link-escapes': {
    title: 'A link leaves the archive',
    explanation: '{where} points to {target}, outside the archive.',
    next: 'Pack the file itself instead of the link (tar --dereference).',
  },
  'archive-write-through-link': {
    title: 'An entry would be written through a link',
    explanation: '{where} lies below {link}, which the archive itself makes a link.',
    next: 'Do not use this archive before it is known where it comes from. Pack the backup folder again.',
  },
  'archive-device': {
    title: 'An entry is a device',
    explanation: '{where} is a device node. A backup has none.',
    next: 'Pack the backup folder again without it.',
  },
  'archive-fifo': {
    title: 'An entry is a pipe',
    explanation: '{where} is a named pipe. A backup has none.',
    next: 'Pack the backup folder again without it.',
  },
  'archive-duplicate': {
    title: 'An entry is there twice',
    explanation: '{where} occurs more than once, so it is not clear which one counts.',
    next: 'Pack the backup folder again into a new file.',
  },
  'archive-entry-limit': {
    title: 'The archive has more than {limit:count} entries',
    explanation: 'Inspection ends there, so that a hostile archive cannot fill the memory.',
    next: 'Split the media over several archives.',
  },
  'archive-expansion-limit': {
    title: 'The archive expands beyond {limit:bytes}',
    explanation: 'It had grown to {bytes:bytes} when inspection stopped.',
    next: 'Check where the archive comes from before using it.',
  },
  'archive-empty': {
    title: 'The archive holds neither a dump nor media',
    explanation: 'Expected: backups-…/cloudsql/….sql.gz and backups-…/gcs/<bucket>/….',
    next: 'Check that the right folder was packed.',
  },
  'archive-invalid': {
    title: 'The archive cannot be restored: {count} {count?problem:problems}',
    explanation: 'Inspection found what is listed with it. Nothing was sent.',
    next: 'Repair the problems named and inspect the archive again.',
  },
  'dump-empty': {
    title: 'The dump is empty',
    explanation: '{where} has no content.',
    next: 'Make the backup again and check that the export finished.',
  },
  'dump-cluster': {
    title: 'The dump is of a whole cluster',
    explanation: '{where} was written by pg_dumpall and would change roles and other databases.',
    next: 'Export the one database: pg_dump, or gcloud sql export with --database.',
  },
  'dump-html': {
    title: 'The dump is a web page',
    explanation: '{where} holds HTML, most likely an error or login page saved in place of the export.',
    next: 'Download the export again, signed in.',
  },
  'dump-lfs-pointer': {
    title: 'The dump is a Git LFS pointer',
    explanation: '{where} is the pointer, not the file itself.',
    next: 'Run git lfs pull, then pack the folder again.',
  },
  'dump-unrecognised': {
    title: 'The dump’s format is not known',
    explanation: '{where} is neither SQL nor a pg_dump archive (custom, tar, directory).',
    next: 'Make the export again with pg_dump or gcloud sql export.',
  },
  'dump-compression-refused': {
    title: 'The dump is compressed with {compression}',
    explanation: '{where}: only gzip and zstd are read.',
    next: 'Compress it with gzip and pack the folder again.',
  },
  'dump-corrupt': {
    title: 'The dump is damaged',
    explanation: '{where}: {reason}.',
    next: 'Copy or make the export again.',
  },
  'dump-version-unsupported': {
    title: 'The dump’s archive version {version} is not known',
    explanation: '{where} was written by a newer pg_dump; versions up to {newest} are read.',
    next: 'Make the export in plain SQL, or with an older pg_dump.',
  },
  'dump-trailer-missing': {
    title: 'The dump ends too early',
    explanation:
      '{where} was written by pg_dump and lacks its last line, “PostgreSQL database dump complete”.',
    next: 'The export or the copy was cut off: make it again.',
  },
  'dump-copy-open': {
    title: 'The dump ends inside a table’s data',
    explanation: '{where}: the data of {table} is not closed by “\\.”.',
    next: 'The export or the copy was cut off: make it again.',
  },
  'dump-statement-open': {
    title: 'The dump ends inside a statement',
    explanation: '{where}: a quote, a comment or a statement is not closed.',
    next: 'The export or the copy was cut off: make it again.',
  },
  'dump-backslash': {
    title: 'The dump contains a command for psql',
    explanation:
      '{where}: {text}. Such lines can run programs, so none but \\connect after CREATE DATABASE and \\restrict are let through.',
    next: 'Take the line out if it is known to be harmless, and pack the folder again.',
  },
  'dump-copy-program': {
    title: 'The dump wants to run a program on the server',
    explanation: '{where}: {text}.',
    next: 'Do not use this dump before it is known where it comes from.',
  },
  'dump-server-file': {
    title: 'The dump wants to read or write files of the server',
    explanation: '{where}: {text}.',
    next: 'Export the data itself (COPY … FROM stdin) with pg_dump.',
  },
  'dump-alter-system': {
    title: 'The dump wants to change the server’s settings',
    explanation: '{where}: {text}. A restore changes one database, never the server.',
    next: 'Take the statement out and pack the folder again.',
  },
  'dump-large-object-file': {
    title: 'The dump wants to read or write files as large objects',
    explanation: '{where}: {text}.',
    next: 'Export large objects with pg_dump --blobs.',
  },
  'dump-several-databases': {
    title: 'The dump is of several databases',
    explanation: '{where} connects to: {names}.',
    next: 'Export the one database that is to be restored.',
  },
  'dump-not-named': {
    title: 'The archive holds several dumps',
    explanation: 'It must be said which one is meant: {names}.',
    next: 'Choose one in the plan, or with --dump NAME.',
  },
  'dump-not-found': {
    title: 'The archive has no dump named {name}',
    explanation: 'It holds: {names}.',
    next: 'Name one of these.',
  },
  'names-differ-by-case': {
    title: 'Two names differ only by case',
    explanation: '{where} and {other} would be one file on a disk that does not tell them apart.',
    next: 'Nothing to do on a Linux host.',
  },
  'mac-files-skipped': {
    title: '{count:count} macOS {count?file:files} skipped',
    explanation: 'Entries named ._* and .DS_Store are notes of the Finder, not media.',
    next: '',
  },
  'no-media': {
    title: 'The archive has no media',
    explanation: 'The database will be restored; the media on the target stay as they are.',
    next: '',
  },
  'no-dump': {
    title: 'The archive has no dump',
    explanation: 'The media will be restored; the database on the target stays as it is.',
    next: '',
  },
  'unknown-entry': {
    title: 'The archive holds entries that are neither dump nor media',
    explanation: '{where}. They are left alone.',
    next: '',
  },
  'media-name-unusual': {
    title: 'A media file has an unusual name',
    explanation: '{where} contains control characters or is not UTF-8. It is restored byte for byte.',
    next: '',
  },
  'media-same-path': {
    title: 'A media path is in several buckets',
    explanation: '{where}: buckets are merged in the order of their names; the file of {kept} counts.',
    next: '',
  },
  'dump-handmade': {
    title: 'The dump was not written by pg_dump',
    explanation:
      '{where} has neither its header nor its last line, so completeness cannot be told from the file.',
    next: 'Check its origin. Rows are compared after the load.',
  },
  'dump-rows-unknown': {
    title: 'Rows cannot be counted in the dump',
    explanation:
      '{where}: the data of {tables} is written as INSERT statements or in a form only the host reads.',
    next: 'Verification will say “not checked” where no figure could be had.',
  },
  'dump-lines-left-out': {
    title: '{count:count} {count?statement:statements} will be left out',
    explanation: '{where}: owners, grants and what belongs to Cloud SQL. Each is listed with its rule.',
    next: '',
  },
  'host-unreachable': {
    title: '{host}:{port} does not answer',
    explanation: 'No connection could be made: {reason}. Nothing was sent.',
    next: 'Check address and port, VPN or firewall, and that the host is up.',
  },
  'host-key-unknown': {
    title: 'The key of {host} is not known yet',
    explanation: 'Fingerprint: {fingerprint}. Nothing was sent.',
    next: 'Compare it with the host’s own (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then trust it.',
  },
  'host-key-changed': {
    title: 'Host key changed',
    explanation:
      'Someone may be answering in place of {host}, or the server was reinstalled. Pinned: {pinned}; offered: {offered}. Nothing was sent.',
    next: 'Ask whoever runs the host. If it was reinstalled, remove the pinned key in the target and trust the new one.',
  },
  'no-common-algorithm': {
    title: '{host} and the console have no common {kind}',
    explanation: 'The host offers: {offered}.',
    next: 'Allow a current one in the host’s sshd_config, such as aes256-gcm@openssh.com.',
  },
  'auth-failed': {
    title: '{host} refused the login of {user}',
    explanation: 'Tried: {method}.',
    next: 'Check the user, the key in authorized_keys, or the password.',
  },
  'key-unreadable': {
    title: 'The private key cannot be used',
    explanation: '{path}: {reason}.',
    next: 'Choose the private key file (not .pub) and check its passphrase.',
  },
  'agent-not-found': {
    title: 'No SSH agent was found',
    explanation: 'Looked at: {socket}.',
    next: 'Start the agent and add the key (ssh-add), or choose a key file.',
  },
  'secret-missing': {
    title: 'A {secret} is needed for {user}@{host}',
    explanation: 'It is not in the keychain and was not given in this session.',
    next: 'Enter it: Targets → the target → Secrets. A command asks for it, or reads it with --secret-stdin.',
  },
  'keychain-unavailable': {
    title: 'The system’s keychain is not available',
    explanation: '{reason}. Secrets are kept in memory until the console closes, never in a file.',
    next: 'Unlock or install a keychain (Secret Service) to keep them.',
  },
  'connection-lost': {
    title: 'The connection to {host} was lost',
    explanation: '{reason}. The step that was running on the host goes on there.',
    next: 'While a run goes on, the console tries again by itself for 15 minutes. Ended, its job is gone on with (attach) or ended (recover) once the host answers.',
  },
  'sftp-unavailable': {
    title: '{host} offers no SFTP',
    explanation: 'The archive is sent by SFTP, which this sshd does not provide.',
    next: 'Add “Subsystem sftp internal-sftp” to the host’s sshd_config.',
  },
  'work-directory-mismatch': {
    title: 'The work directory is not the same over SFTP',
    explanation: 'Commands see {path}, SFTP sees {sftp} (a chroot, most likely).',
    next: 'Choose a work directory both reach under one path.',
  },
  'command-failed': {
    title: 'A command on the host failed',
    explanation: '{command} ended with status {exitCode}.',
    next: 'Read its last lines below.',
  },
  'profile-invalid': {
    title: 'The target’s profile is not valid',
    explanation: '{path}: {field}: {reason}.',
    next: 'Correct this field. Nothing was saved.',
  },
  'target-not-found': {
    title: 'There is no target named {name}',
    explanation: 'Known targets: {names}.',
    next: 'Choose one of these, or add it.',
  },
  'target-exists': {
    title: 'A target named {name} exists already',
    explanation: 'Names are unique, because a restore is confirmed by typing one.',
    next: 'Choose another name.',
  },
  'confirm-mismatch': {
    title: 'The confirmation does not match',
    explanation: 'Expected {expected}, given {given}. Nothing was done.',
    next: 'Type the target’s name exactly.',
  },
  'docker-not-found': {
    title: 'Docker was not found on {host}',
    explanation: '{command} is not there.',
    next: 'Set the docker command in the target, with its full path if need be.',
  },
  'docker-denied': {
    title: '{user} may not use Docker on {host}',
    explanation: 'The Docker socket refused access.',
    next: 'Add {user} to the docker group, or set the docker command to sudo -n docker.',
  },
  'docker-not-running': {
    title: 'Docker is not running on {host}',
    explanation: 'The client is there; the daemon does not answer.',
    next: 'Start it: systemctl start docker.',
  },
  'container-missing': {
    title: 'There is no container {container}',
    explanation: 'Containers on the host: {candidates}.',
    next: 'Correct the target, or discover it again.',
  },
  'container-not-running': {
    title: '{container} is not running',
    explanation: 'Its state is {state}.',
    next: 'Start it: docker start {container}.',
  },
  'admin-role-refused': {
    title: 'The role {role} cannot administer the database server',
    explanation: 'In {container}: {reason}.',
    next: 'Set a role with SUPERUSER as admin role in the target; POSTGRES_USER of the container is one.',
  },
  'application-role-missing': {
    title: 'The application’s role {role} does not exist',
    explanation: 'The restored tables could not be given to it.',
    next: 'Create it, or correct the role in the target.',
  },
  'server-older-than-dump': {
    title: 'The server is older than the dump',
    explanation: 'The target runs PostgreSQL {server}; the dump is from {dump}.',
    next: 'Upgrade the target’s PostgreSQL, or export from a server of its version.',
  },
  'client-older-than-archive': {
    title: 'pg_restore on the target is too old for this dump',
    explanation: 'The image has {client}; the dump needs {archive}.',
    next: 'Set a newer helper image in the target, or export in plain SQL.',
  },
  'client-tool-missing': {
    title: '{tool} is missing in the helper image',
    explanation: '{image} does not have it.',
    next: 'Set a helper image that has it, or export in another format.',
  },
  'extension-missing': {
    title: 'Extensions the dump needs are not installed on the server',
    explanation: 'Missing on PostgreSQL {server}: {names}.',
    next: 'Install their packages in the database’s image.',
  },
  'encoding-mismatch': {
    title: 'The encodings differ',
    explanation: 'The dump is in {dump}, the live database in {live}.',
    next: 'Make the live database in the dump’s encoding, or export in {live}.',
  },
  'needs-superuser': {
    title: 'The dump holds objects only a superuser can make',
    explanation: '{names}. Nothing in a dump runs as superuser before it was verified.',
    next: 'Make these by hand on the target after the restore, and export without them.',
  },
  'code-behind-data': {
    title: 'The running code is older than the data',
    explanation: 'The backup has migrations {service} does not know: {names}.',
    next: 'Deploy the newer code first, or go on knowing the site may not work on this data.',
  },
  'code-ahead-of-data': {
    title: 'The running code is newer than the data',
    explanation: 'Migrations of {service} will be applied after the swap: {names}.',
    next: '',
  },
  'space-short': {
    title: 'Too little space for {purpose}',
    explanation: '{mount}: {needed:bytes} needed, {free:bytes} free, {reserve:bytes} of it kept in reserve.',
    next: 'Free space there, or prune what earlier runs left on the target{inPlace?, or restore in place (--strategy in-place), which fits with the site down for the whole load:}.',
  },
  'local-space-short': {
    title: 'Too little space on this machine',
    explanation: '{path}: {needed:bytes} needed, {free:bytes} free.',
    next: 'Free space, or move the data folder to a larger disk.',
  },
  'in-place-without-database': {
    title: 'There is nothing to restore in place',
    explanation:
      'In place means that the live database makes room for the new one. {database}: this restore changes no live database.',
    next: 'Choose the strategy swap.',
  },
  'in-place-needs-backup': {
    title: 'A restore in place needs a safety backup',
    explanation:
      '{database} is dropped before the new one is loaded. Without a proven backup there would be no way back.',
    next: 'Leave the safety backup on, or choose the strategy swap.',
  },
  'in-place-not-needed': {
    title: 'There is space for both databases',
    explanation: 'A restore in place keeps the site down for the whole load; swap for seconds.',
    next: 'Choose the strategy swap.',
  },
  'in-place-long': {
    title: 'The site will be down for about {seconds:seconds}',
    explanation:
      '{database} is backed up with its services stopped, dropped, and loaded anew. If that fails, it is put back from the safety backup, which takes about as long again.',
    next: 'Announce the time without service before you begin.',
  },
  'media-nested-mount': {
    title: 'Another filesystem is mounted inside the media folder',
    explanation: '{path}: folders cannot be moved across it in one go.',
    next: 'Restore without media, or unmount it for the restore.',
  },
  'media-missing': {
    title: 'The media folder does not exist on the target',
    explanation: '{path}.',
    next: 'It will be made, if that is the right place.',
  },
  'other-writers': {
    title: 'Others write to the same data',
    explanation: '{names}. What they write after the load began is not in the new pair.',
    next: 'Add them to the services to stop, or end them before the restore.',
  },
  'health-failing-before': {
    title: 'The site is not healthy now',
    explanation: '{check}: {found}. The restore can go on; health afterwards then proves less.',
    next: 'Decide whether the site must be healthy after the restore.',
  },
  'operator-not-superuser': {
    title: '{email} is not a superuser of the live application',
    explanation: 'Active superusers: {superusers}.',
    next: 'Set the e-mail of one of them in the target, or ask one to do the restore.',
  },
  'functions-will-run': {
    title: 'Code of the dump will run with the application’s rights',
    explanation:
      '{functions:count} {functions?function:functions}, {triggers:count} {triggers?trigger:triggers}; the role {role} is a superuser.',
    next: 'Read the list if the archive’s origin is in doubt.',
  },
  'archive-mode-on': {
    title: 'The server archives its WAL',
    explanation: 'The load writes about {needed:bytes} of WAL, which is archived too.',
    next: 'Check that the archive’s disk has room.',
  },
  'cache-will-survive': {
    title: 'Cache and queues survive the restore',
    explanation: '{names}: what is cached or queued there belongs to the data before.',
    next: 'Flush them after the restore if stale entries matter.',
  },
  'first-restore': {
    title: 'First restore on this target',
    explanation: 'There is no data there yet ({database}); it will be made. No safety backup is owed.',
    next: '',
  },
  'rows-counted-on-host': {
    title: 'Rows will be counted on the host',
    explanation:
      '{tables}: the dump’s compression is read only there. They are counted before the first write.',
    next: '',
  },
  'archive-stale': {
    title: 'The backup is {days} {days?day:days} old',
    explanation: 'Everything written to the live site since then will be set aside with the old pair.',
    next: '',
  },
  'lock-held': {
    title: 'A restore is going on there already',
    explanation: '{by} on {machine}, since {since}, job {job}. Nothing was changed.',
    next: 'Wait for it, or recover the target if that console is gone.',
  },
  'step-lives': {
    title: 'A step of that run still lives on the host',
    explanation:
      'Step {step} of job {job}, by {by} on {machine}. Their console was last heard {age:seconds} ago and may only have lost its connection, for which it waits {patience:seconds}. Nothing was done.',
    next: 'Ask {by}. The run can be ended in {wait:seconds}, or once its step has ended. Attach goes on with it instead.',
  },
  'cutover-unfinished': {
    title: 'An earlier restore stopped in its cutover',
    explanation:
      'Job {job} began to exchange database and media of this target and has not ended: the one may be the new one, the other the old one. Nothing was changed now.',
    next: 'End it first: recover job {job}. If a person has ended it and recover cannot, move its folder {folder} away.',
  },
  'upload-digest-mismatch': {
    title: 'The archive arrived damaged, twice',
    explanation: 'Sent {expected}, found {found} on the host. The live pair was not touched.',
    next: 'Check the host’s disk and the network, then try again.',
  },
  'disk-reserve-reached': {
    title: 'The disk was filling up, so the step was ended',
    explanation: '{mount}: {free:bytes} free, below the reserve of {reserve:bytes}.',
    next: 'Free space there and start again; the upload is kept.',
  },
  'safety-backup-failed': {
    title: 'The safety backup failed',
    explanation: '{database}: {reason}. No data was changed.',
    next: 'Repair the cause. A restore without one must be chosen in the plan.',
  },
  'load-failed': {
    title: 'The dump could not be loaded',
    explanation: '{reason} ({where}).',
    next: 'Read the last lines of psql or pg_restore below. Repair the cause there or in the dump, then try again from the plan.',
  },
  'database-lost': {
    title: 'The database server went away',
    explanation: '{container}: {reason}.',
    next: 'See docker logs {container}, start it if it is down, then try again.',
  },
  'merge-failed': {
    title: 'The administrators could not be merged',
    explanation: '{reason}.',
    next: 'Read the cause below and repair it in the backup’s user table or in the live one, then try again from the plan.',
  },
  'merge-ambiguous': {
    title: 'An administrator matches several users',
    explanation: '{email} is there more than once in the backup. None was changed.',
    next: 'Decide by hand after the restore which one keeps the rights.',
  },
  'verify-failed': {
    title: 'Verification failed: {count:count} {count?check:checks}',
    explanation: '{first}.',
    next: 'Compare the tables listed; inspect the archive again.',
  },
  'media-failed': {
    title: 'The media could not be staged',
    explanation: '{reason}. The live media were not touched.',
    next: 'Read the last lines below, repair the cause, then try again from the plan.',
  },
  'media-verify-failed': {
    title: 'Staged media differ from the archive: {count:count} {count?check:checks}',
    explanation: '{first}. The live media were not touched.',
    next: 'Check the host’s disk, then try again.',
  },
  'helper-image-missing': {
    title: 'The helper image is not on {host}',
    explanation: '{image} is not there, and nothing is ever pulled.',
    next: 'Set a helper image that the host has; docker images lists them.',
  },
  'helper-vanished': {
    title: 'A helper container vanished',
    explanation:
      '{helper} (step {step}) is gone without having written its status, as after docker system prune. It counts as failed.',
    next: 'Try again, with no clean-up running on the host.',
  },
  'stop-failed': {
    title: '{container} could not be stopped',
    explanation: 'docker stop did not end it in {waited:seconds}.',
    next: 'See docker logs {container}, then try again.',
  },
  'service-killed': {
    title: '{container} was killed',
    explanation: 'docker stop did not end it in {waited:seconds}. Work in progress there was cut.',
    next: 'Check its queue for a task that was cut, or give it more time in the target.',
  },
  'sessions-remain': {
    title: 'Sessions could not be ended',
    explanation: '{count:count} {count?session:sessions} still in {database}: {names}.',
    next: 'End what keeps connecting, then try again.',
  },
  'swap-failed': {
    title: 'The swap failed',
    explanation: '{reason}. Both renames are one transaction: neither was done.',
    next: 'Read the cause below, then try again.',
  },
  'start-failed': {
    title: '{container} did not start',
    explanation: '{reason}.',
    next: 'See docker logs {container}, repair the cause, then try again. If Docker holds its port though it does not run, restart Docker.',
  },
  'command-after-failed': {
    title: 'A command of the target failed',
    explanation: '{command} in {service}: {reason}. The restored pair stays live.',
    next: 'Read its lines in the log, then run it by hand where it is still owed.',
  },
  'health-failed-after': {
    title: 'The site was not healthy on the new data',
    explanation: '{check}: {found}, for {waited:seconds}.',
    next: 'Read the service’s log below; most often the code does not fit the data.',
  },
  'cutover-reversed': {
    title: 'The cutover was taken back',
    explanation: 'It failed at {part}: {reason}. The site is up on its old data.',
    next: 'Repair the cause and try again from the plan.',
  },
  'in-place-reversed': {
    title: 'The restore in place was taken back',
    explanation:
      'It ended in step {step}: {reason}. The site is up on its old data, put back from the safety backup.',
    next: 'Repair the cause and try again from the plan.',
  },
  'prune-would-free': {
    title: 'Earlier restores keep {bytes:bytes} on the target',
    explanation:
      'Kept aside there: {pairs} earlier pairs, {archives} archives, {backups} safety backups; the oldest is of {oldest}. They go only when you say so.',
    next: 'Look at them with prune --target "{target}" or in Targets, and remove what is not needed.',
  },
  'needs-person': {
    title: 'The target needs a person',
    explanation: 'The run stopped at {part} and could not be taken back: {reason}.',
    next: 'Follow the manual way back, command by command, or try Recover.',
  },
  stalled: {
    title: 'Nothing has moved for {waited:seconds}',
    explanation: 'Step {step}. Lock holder: {holder}.',
    next: 'Look at the host, or cancel.',
  },
  'cancel-refused': {
    title: 'The run cannot be cancelled now',
    explanation: 'Step {step} ends or takes itself back; stopping it half-way would leave the site down.',
    next: 'Wait for its end.',
  },
  cancelled: {
    title: 'Cancelled',
    explanation: 'In step {step}, as asked. The site stays as it was.',
    next: '',
  },
  interrupted: {
    title: 'The run was interrupted',
    explanation: 'Neither a console nor a step on the host lives. Last step: {step}, {since}.',
    next: 'Recover the target: it ends on the old pair or the new one.',
  },
  'job-not-found': {
    title: 'There is no job {job}',
    explanation: 'Neither in this machine’s history nor, where a target was named, on its host.',
    next: 'See the list of jobs. One that another console ran is found on its host: name the target too.',
  },
  'job-not-restorable': {
    title: 'That is not possible for job {job}',
    explanation: 'Its status is {status}. Nothing was done.',
    next: 'An uploaded job can be restored, an interrupted one gone on with or recovered, a completed one rolled back. Otherwise start from the archive.',
  },
  'job-running': {
    title: 'Job {job} is running',
    explanation: 'One restore at a time on {target}.',
    next: 'Wait for its end, or cancel it.',
  },
  'no-unfinished-run': {
    title: 'There is nothing to recover on {target}',
    explanation: 'No run there is unfinished.',
    next: '',
  },
  'lock-lost': {
    title: 'The lock on the target is not this console’s any more',
    explanation:
      'Another console has taken it over, or somebody removed it, so this one has left job {job} as it is and touches nothing more.',
    next: 'Follow a run with attach, or recover the target once that console has ended. Prune again for what was not reached.',
  },
  'target-changed': {
    title: 'Somebody else has exchanged database {database} meanwhile',
    explanation: 'The run was planned for OID {expected}; OID {found} is live now. Nothing was changed.',
    next: 'Recover the target, which ends this run, and restore again from a new plan.',
  },
  'rollback-nothing-kept': {
    title: 'There is no pair to go back to',
    explanation:
      'The pair before job {job} is not on the host: it was a first restore, or the old pair was pruned ({what}). Nothing was changed.',
    next: 'Restore the safety backup by hand if there is one, or restore another archive.',
  },
  'rollback-in-place': {
    title: 'A restore in place is not rolled back by itself',
    explanation:
      'The database from before job {job} is kept only as the safety backup {backup}. Nothing was changed.',
    next: 'Put it back by hand, with the commands in {manual} on the target.',
  },
  'rollback-not-newest': {
    title: 'Only the newest restore can be taken back',
    explanation: 'Job {newest} came after job {job}. Nothing was changed.',
    next: 'Roll back job {newest}.',
  },
  'rollback-target-changed': {
    title: 'The live database is not the one this job left',
    explanation:
      'Expected OID {expected}, found OID {found}: something else has exchanged it since job {job}. Nothing was changed.',
    next: 'Find out who did; roll back the newest restore of this target instead.',
  },
  'job-of-other-target': {
    title: 'Job {job} is of another target than {target}',
    explanation:
      'Its folder {folder} says that it restored {database} in container {container}, which is not this target’s. Targets that log in as one user share a work directory. Nothing was touched.',
    next: 'Choose the target of that database and container. If that container is only what is left of this target’s former one, name the present one in job.json of that folder (database_container.id and .name) and do it again.',
  },
  'job-target-unknown': {
    title: 'It is not known whether job {job} is of {target}',
    explanation:
      'Its folder {folder} names no container, or one that is gone or of another Docker engine, and nothing that the job made is found on this target. Targets that log in as one user share a work directory, so nothing was touched.',
    next: 'If you know that it is of this target, say so in job.json of that folder and do it again: databases.live "{database}", database_container.id "{id}", database_container.name "{container}". If it is not, recover --target "{target}" --forget closes it in this history alone.',
  },
  usage: {
    title: 'The command is not right',
    explanation: '{message}. Nothing was done.',
    next: 'See restore-console --help.',
  },
  'invalid-request': {
    title: 'The request was not valid',
    explanation: '{message}. Nothing was done.',
    next: 'Correct what is named.',
  },
  internal: {
    title: 'A fault in the console itself',
    explanation: '{message}.',
    next: 'Export the log of this job and report it.',
  },
};
