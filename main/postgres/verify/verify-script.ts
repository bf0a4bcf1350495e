/*
 * Runs the counting statements as the loader, in a session that cannot write, and says at the end that it got there.
 * Arguments: job folder. POSIX sh; one process, so its status is psql's.
 */
export const VERIFY_SCRIPT = `set -u
exec psql -X -w -q -A -t -v ON_ERROR_STOP=1 -f "$1/verify.sql"
`;
