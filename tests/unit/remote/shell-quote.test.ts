import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteArgument, quoteCommand } from '../../../main/remote/shell-quote';
import { RestoreConsoleError } from '../../../shared/errors/app-error';

const SHELLS: readonly (readonly string[])[] = [['dash'], ['busybox', 'ash'], ['bash'], ['zsh'], ['fish']];
const PRINT_WORDS = 'for word in "$@"; do printf "%s\\0" "$word"; done';

function run(shell: readonly string[], line: string) {
  const [program = 'sh', ...first] = shell;
  return spawnSync(program, [...first, '-c', line], {
    encoding: 'utf8',
    // bash with a socket as standard input takes itself for a remote shell and reads ~/.bashrc.
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
  });
}

/** The words a shell hands to a program when it reads the quoted line. */
function roundTrip(shell: readonly string[], words: readonly string[]): string[] {
  const result = run(shell, quoteCommand(['sh', '-c', PRINT_WORDS, 'sh', ...words]));
  expect(result.stderr).toBe('');
  expect(result.status).toBe(0);
  return result.stdout.split('\0').slice(0, -1);
}

/** Characters that mean something to a shell come far more often than by chance. */
const word = fc
  .oneof(
    fc.string({ unit: fc.constantFrom(...'\'"\\$`!*?[]{}()<>|&;#~=%^ \t\n\r-a') }),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('', '-n', '--', "'", "\\'", '$(id)', 'a\nb', '~', 'if', 'ñandú €'),
  )
  .filter((value) => !value.includes('\0'));

describe('quoteCommand', () => {
  for (const shell of SHELLS) {
    const name = shell.join(' ');
    const missing = run(shell, ':').status !== 0;
    it.skipIf(missing)(
      `${name} reads back exactly the words that were quoted${missing ? ` (skipped: no ${name} here)` : ''}`,
      () => {
        fc.assert(
          fc.property(fc.array(word, { maxLength: 8 }), (words) => {
            expect(roundTrip(shell, words)).toEqual(words);
          }),
          { numRuns: 150 },
        );
      },
    );
  }

  it('keeps a reserved word or an assignment in first place a command name', () => {
    expect(run(['sh'], quoteCommand(['if'])).status).toBe(127);
    expect(run(['sh'], quoteCommand(['A=b'])).status).toBe(127);
  });

  it('refuses NUL, and a command without a program', () => {
    expect(() => quoteArgument('a\0b')).toThrow(RestoreConsoleError);
    expect(() => quoteCommand(['ls', '\0'])).toThrow(RestoreConsoleError);
    expect(() => quoteCommand([])).toThrow(RestoreConsoleError);
    expect(() => quoteCommand([''])).toThrow(RestoreConsoleError);
  });
});
