/** Tells the person at the terminal what is being done; standard output stays free for the JSON object. */
export function say(line: string): void {
  process.stderr.write(`test host: ${line}\n`);
}
