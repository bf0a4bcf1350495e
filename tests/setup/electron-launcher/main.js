/**
 * Stands where Electron's own `default_app` would: the fallback runtime was built without one, so it cannot be
 * given the path of an application. Loads the first argument that is no switch, under its own name and version.
 */
const { readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { app } = require('electron');

const given = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (given === undefined) {
  process.stderr.write('usage: electron [switches] <folder of the application>\n');
  app.exit(1);
} else {
  const folder = resolve(given);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  process.defaultApp = true;
  app.setName(manifest.productName ?? manifest.name);
  app.setVersion(manifest.version);
  app.setAppPath(folder);
  require(join(folder, manifest.main));
}
