import type { CommandIo } from '../../main/cli/command-io';

/** A command's terminal that keeps what was written and has Ctrl-C as a call. */
export function writtenLines(): {
  readonly io: CommandIo;
  readonly out: string[];
  readonly err: string[];
  pressCtrlC(): void;
} {
  const out: string[] = [];
  const err: string[] = [];
  const listeners = new Set<() => void>();
  return {
    out,
    err,
    pressCtrlC: () => {
      for (const listener of listeners) listener();
    },
    io: {
      interactive: false,
      out: (text) => void out.push(text),
      err: (text) => void err.push(text),
      ask: async () => null,
      readStdin: async () => '',
      onInterrupt(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
  };
}
