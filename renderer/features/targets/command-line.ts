/** An argument array as one line a person can edit; arguments with spaces or quotes are quoted. */
export function joinArguments(argv: readonly string[]): string {
  return argv
    .map((part) => (/^[^\s'"\\]+$/.test(part) ? part : `'${part.replaceAll("'", "'\\''")}'`))
    .join(' ');
}

/**
 * The line back into arguments: spaces part, quotes keep together, a backslash takes the next character as it is
 * outside of single quotes. No variables, no globs, no operators: what is typed is what is run.
 */
export function splitArguments(line: string): string[] {
  const argv: string[] = [];
  let current = '';
  let open = false;
  let quote = '';
  for (let index = 0; index < line.length; index += 1) {
    const char = line.charAt(index);
    if (quote === "'" ? char === "'" : quote === '"' && char === '"') quote = '';
    else if (char === '\\' && quote !== "'" && index + 1 < line.length) {
      index += 1;
      current += line.charAt(index);
      open = true;
    } else if (quote === '' && (char === "'" || char === '"')) {
      quote = char;
      open = true;
    } else if (quote === '' && /\s/.test(char)) {
      if (open) argv.push(current);
      current = '';
      open = false;
    } else {
      current += char;
      open = true;
    }
  }
  if (open) argv.push(current);
  return argv;
}
