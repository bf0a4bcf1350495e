import { bootstrap } from './bootstrap.mjs';
import { buildIfStale } from './build.mjs';
import { hasDisplay, openWindow } from './open-window.mjs';
import { say } from './say.mjs';

/** `npm start`: from a bare checkout to the open window. Arguments after `--` go to the console (an archive to open). */
if (!hasDisplay()) {
  say('No display here, so no window. The command line does the same work: npm run -s cli -- --help');
  process.exit(1);
}
await bootstrap();
await buildIfStale();
process.exitCode = await openWindow(process.argv.slice(2));
