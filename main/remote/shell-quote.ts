import { fail } from '../../shared/errors/app-error';

/*
 * The only place of the project where a command line is assembled. SSH hands the host one string, which the login
 * shell of the user takes apart again; every word is quoted so that exactly the argument array arrives.
 */

/**
 * One word that any POSIX shell (dash, busybox ash, bash, ksh, zsh) and fish read back as `value`, byte for byte.
 *
 * Always in single quotes: no list of harmless characters to be wrong about, and a first word such as `if` or
 * `A=b` stays a command name. The backslash stands outside the quotes because fish interprets it inside them.
 * Refuses NUL, which no argument of a process can hold (`invalid-request`).
 */
export function quoteArgument(value: string): string {
  if (value.includes('\0')) {
    throw fail('invalid-request', { message: 'a command argument contains a NUL character' });
  }
  return `'${value.replace(/['\\]/g, (character) => `'\\${character}'`)}'`;
}

/** A whole command as one line for a POSIX shell. An empty array is refused: it would run nothing and succeed. */
export function quoteCommand(argv: readonly string[]): string {
  if (argv.length === 0 || argv[0] === '') {
    throw fail('invalid-request', { message: 'a command without a program' });
  }
  return argv.map(quoteArgument).join(' ');
}
