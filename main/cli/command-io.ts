import { createInterface } from 'node:readline';

/** Where a command reads and writes. A test gives its own. */
export interface CommandIo {
  readonly interactive: boolean;
  out(text: string): void;
  err(text: string): void;
  /** Asks on the terminal; what is typed for a secret is not shown. Null without a terminal. */
  ask(question: string, options: { readonly secret: boolean }): Promise<string | null>;
  /** All of standard input, once; for `--secret-stdin` and `--file -`. */
  readStdin(): Promise<string>;
  /** Calls back at every Ctrl-C; returns a function that ends it. */
  onInterrupt(listener: () => void): () => void;
}

/** The process's own terminal, pipes and signals. */
export function processIo(): CommandIo {
  return {
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
    ask: (question, { secret }) =>
      process.stdin.isTTY ? askTerminal(question, secret) : Promise.resolve(null),
    readStdin: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks).toString('utf8');
    },
    onInterrupt: (listener) => {
      process.on('SIGINT', listener);
      process.on('SIGTERM', listener);
      return () => {
        process.off('SIGINT', listener);
        process.off('SIGTERM', listener);
      };
    },
  };
}

function askTerminal(question: string, secret: boolean): Promise<string> {
  process.stderr.write(question);
  const lines = createInterface({ input: process.stdin, terminal: secret });
  // With `terminal` and no output, readline takes the line in raw mode and echoes nothing.
  return new Promise((resolve) => {
    lines.once('line', (answer) => {
      lines.close();
      if (secret) process.stderr.write('\n');
      resolve(answer);
    });
    lines.once('close', () => resolve(''));
  });
}
