/**
 * Short phrases of ours inside results: what was checked, what a check remarks, what an error left, why an archive is
 * damaged, what a filesystem is for. The keys are the codes that are stored; both languages have every one of them.
 */
export const phrasesEn = {
  /** Names of verification checks. */
  checks: {
    tables: 'Tables',
    rows: 'Rows',
    sequences: 'Sequences',
    extensions: 'Extensions',
    schemas: 'Schemas',
    functions: 'Functions',
    triggers: 'Triggers',
    policies: 'Row policies',
    'invalid indexes': 'Invalid indexes',
    'constraints not validated': 'Constraints not validated',
    'large objects': 'Large objects',
    administrators: 'Administrators',
    'media files': 'Media files',
    'media bytes': 'Media bytes',
    'media digests': 'Media digests',
    'live database': 'Live database (OID)',
    'kept database': 'Kept database (OID)',
    health: 'Health',
  },
  /** What was expected or found, or where a run stopped, where it is a word of ours. */
  values: {
    some: 'some',
    healthy: 'healthy',
    verification: 'the verification',
    'put back': 'putting the old database back',
  },
  /** Remarks of checks and of the merge of administrators. */
  notes: {
    'check-differs': '{check}: expected {expected}, found {found}',
    missing: 'missing: {names}',
    'rows-not-in-dump': 'with rows, but not in the dump: {names}',
    'rows-differ': 'found ≠ expected: {names}',
    'rows-unknown': 'not checked, the dump does not tell: {names}',
    'merge-added': '{table} +{rows} by the merge',
    'merge-emptied': '{table} {rows}, emptied by the merge',
    'not-valid': 'NOT VALID, as in the dump: {names}',
    'sequences-behind': 'behind their column, as in the dump: {names}',
    'not-superuser': 'not superuser: {names}',
    ambiguous: 'ambiguous: {names}',
    'health-backend-stopped': 'the backend was stopped before and stays stopped',
    'health-no-check': 'the profile has no health check',
    'health-let-through': 'let through: it was failing before',
    'same-email': '{count} users of the backup have this e-mail; none was changed',
    'same-username': '{count} users of the backup have this name',
    'matched-twice': 'another live superuser matches the same user of the backup, who stays superuser',
    'was-no-superuser': 'was no superuser in the backup',
    'stays-staff': 'stays staff',
    'stays-active': 'stays active',
    'value-taken': 'another user of the backup has the same {column}; not inserted',
    'username-changed': 'user name {username} is taken in the backup: now {now}',
    'reference-missing': '{column} {value} is not in the backup: left empty',
    'column-emptied': '{column} is not on the live side: set to its empty value',
    'several-live-user-tables': 'several user tables in the live database',
    'several-backup-user-tables': 'several user tables in the backup',
    'no-backup-user-table': 'the backup has no user table to keep this superuser in',
  },
  /** What exists after an error. */
  left: {
    'old-pair-live': 'The old database and media are live, and the services that ran run.',
    'nothing-touched': 'Nothing was stopped and nothing was changed.',
    'fresh-dropped': 'The fresh database is dropped; the live one was not touched.',
    'fresh-dropped-in-place':
      'The fresh database is dropped; the live one comes back from the safety backup.',
    'put-back':
      'The old database was put back from the safety backup, with the rows counted before it was dropped.',
    'command-may-run':
      'The channel was closed and the command asked to end; it may still be running on the host.',
  },
  /** What a login lacks. */
  secrets: { password: 'password', passphrase: 'key passphrase' },
  /** What a check of a target found, where it is more than a name. */
  found: {
    'database-there': '{name}: {tables} {tables?table:tables}, {bytes:bytes}, {encoding} {collate}',
    'media-there': '{name}: {files} {files?file:files}, {bytes:bytes}',
    'no-user-table': 'no user table',
    'no-active-superuser': '{table}: no active superuser',
    'space-free': '{purpose} {mount}: {free:bytes} free',
  },
  /** What grows on a filesystem. */
  purposes: { 'work directory': 'work directory', database: 'database', WAL: 'WAL', media: 'media' },
  /** The `reason` of an error where it is ours: why an archive or a dump is damaged, what a helper never said. */
  reasons: {
    'file-empty': 'the file is empty',
    'not-tar': 'it is no tar archive',
    'not-a-file': 'it is not a file',
    'not-a-folder': 'it is not a folder',
    'tar-ends-in-entry': 'the tar ends inside an entry',
    'tar-ends-in-header': 'the tar ends inside a header',
    'tar-no-end': 'the tar has no end mark: it was cut off',
    'tar-data-after-end': 'more data follows the end of the tar (two archives joined?)',
    'tar-volume': 'the tar is one volume of several',
    'tar-extended-too-long': 'an extended tar header is too long',
    'tar-content-unexpected': 'an entry without content claims to have some',
    'tar-checksum': 'a tar header has a wrong checksum',
    'tar-size': 'a tar header has no valid size',
    'pax-damaged': 'a pax header is damaged',
    'pax-value': 'a pax header has no valid {key}',
    'sparse-map': 'a sparse file has a damaged map',
    'packed-sparse': 'it is packed as a sparse file; pack it without --sparse',
    'layers-too-many': 'it is compressed more than three times over',
    'compressed-cut': 'the compressed data ends too early',
    'compressed-damaged': 'the compressed data is damaged ({said})',
    'zstd-damaged': 'the zstd data is damaged ({said})',
    'not-gzip-after-end': 'bytes that are not gzip follow its end',
    'ends-early': 'it ends too early',
    'toc-name': 'its table of contents must be named toc.dat',
    'toc-bytes-after': 'bytes follow its table of contents',
    'toc-damaged': 'its table of contents is damaged',
    'toc-number': 'a number in its table of contents is too large',
    'toc-text': 'a text in its table of contents is too long',
    'block-type': 'a block of data has an unknown type',
    'block-damaged': 'a block of data is damaged',
    'data-unlike-entry': 'the data of {what} is not what its entry says',
    'data-missing': 'the data of {what} is missing',
    'header-damaged': 'its header is damaged',
    'header-format': 'its header names no known format',
    'header-compression': 'its header names no known compression',
    'zero-byte': 'it contains a zero byte',
    'two-dumps': 'two dumps are joined in one file',
    'binary-copy': 'binary COPY data inside a script',
    'copy-not-alone': 'something follows COPY … FROM stdin on its line',
    'standard-strings': 'standard_conforming_strings is changed in an unusual way',
    encoding: 'the encoding {encoding} cannot be read safely; export in UTF8',
    'number-into-quote': 'a number runs into a quoted text',
    'dollar-name': 'a dollar quote with a very long name',
    'unicode-literal': 'a Unicode literal while standard_conforming_strings is off',
    'too-many-cuts': 'it has more statements to leave out than any dump',
    'stage-unfinished': 'the stage never said it was done',
    'verification-unfinished': 'the verification never came to its end',
    'stage-not-removed': 'the stage could not be removed',
    'old-media-not-removed': 'the old media could not be removed',
    'media-not-counted': 'they could not be counted',
    'psql-silent': 'psql ended without a word',
    'command-exited': 'it ended with status {exitCode}',
    'command-vanished':
      'it was begun, but nothing tells how it ended; so that it does not run twice it was not run again',
    'command-timed-out': 'it was ended at its limit of {limit:seconds}',
    'command-not-started': 'it could not be started, and has not run',
  },
} as const;

/** Every group and code, as a language must have them. */
export type Phrases = {
  readonly [G in keyof typeof phrasesEn]: { readonly [K in keyof (typeof phrasesEn)[G]]: string };
};

export type CheckName = keyof Phrases['checks'];
export type NoteCode = keyof Phrases['notes'];
export type FoundCode = keyof Phrases['found'];
export type LeftCode = keyof Phrases['left'];
export type ReasonCode = keyof Phrases['reasons'];
