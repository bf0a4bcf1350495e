/** Lines for the person who started a script: one idea a line, on standard error so that JSON on standard output stays clean. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Seconds as a person reads them: `4 s`, `2 min 14 s`. */
export function seconds(milliseconds) {
  const total = Math.round(milliseconds / 1000);
  return total < 60 ? `${total} s` : `${Math.floor(total / 60)} min ${total % 60} s`;
}
