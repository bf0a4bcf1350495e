import { runCommandLine } from './cli/run-command-line';

/** Entry of the command line without Electron: `npm run -s cli -- <command>`, bin `restore-console`. */
void runCommandLine(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
