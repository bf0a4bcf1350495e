import { runCommandLine } from './cli/run-command-line';

/** Entry of the command line without Electron: `npm run -s cli -- <command>`, bin `restore-console`. */
void runCommandLine(process.argv.slice(2)).then((exitCode) => {
  // A run that was left behind keeps its connection open: the process ends all the same, once all was printed.
  process.stdout.write('', () => process.stderr.write('', () => process.exit(exitCode)));
});
