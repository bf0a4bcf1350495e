import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { capture, run } from './run-command.mjs';
import { say } from './say.mjs';

/** What this project needs from the system, as Debian packages, and why. */
export const PACKAGE_GROUPS = {
  compile: { why: 'to compile node-pty', packages: ['python3', 'make', 'g++'] },
  electron: {
    why: 'for Electron',
    packages: [
      'libgtk-3-0',
      'libnss3',
      'libasound2',
      'libgbm1',
      'libxss1',
      'libatk-bridge2.0-0',
      'libcups2',
      'libdrm2',
      'libxkbcommon0',
      'libxshmfence1',
      'libxtst6',
      'fonts-liberation',
    ],
  },
  display: { why: 'for a window without a screen', packages: ['xvfb', 'xauth'] },
  terminal: { why: 'for the Terminal screen', packages: ['openssh-client'] },
  keyring: { why: 'for the tests of stored secrets', packages: ['dbus', 'gnome-keyring', 'libsecret-tools'] },
  shells: { why: 'for the tests of what runs in a host’s shell', packages: ['busybox-static'] },
};

/**
 * Installs what is missing of the named groups where that is possible (root, Debian or a descendant), saying
 * first what. Elsewhere it says what is missing and goes on: what needs it fails or is skipped by itself.
 * Quick when nothing is missing.
 */
export async function ensureSystemPackages(groups) {
  if (process.platform !== 'linux') return;
  if (!isDebian()) {
    if (groups.some((group) => !looksPresent(group))) {
      say('Not a Debian system: install the equivalents of these packages by hand if something is missing:');
      for (const group of groups)
        say(`  ${PACKAGE_GROUPS[group].packages.join(' ')}  (${PACKAGE_GROUPS[group].why})`);
    }
    return;
  }
  const wanted = groups
    .map((group) => ({ group, missing: missingOf(group) }))
    .filter((entry) => entry.missing.length);
  if (wanted.length === 0) return;
  const root = process.getuid?.() === 0;
  say(root ? 'Installing Debian packages:' : 'Missing Debian packages (install them as root):');
  for (const { group, missing } of wanted) say(`  ${missing.join(' ')}  (${PACKAGE_GROUPS[group].why})`);
  if (!root) return;
  await install(wanted.flatMap((entry) => entry.missing));
}

async function install(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = { env, stdio: ['ignore', 'ignore', 'inherit'] };
  const command = () => [
    'apt-get',
    'install',
    '-y',
    '-qq',
    '--no-install-recommends',
    ...packages.map(nameHere),
  ];
  if (!hasPackageLists()) await run(['apt-get', 'update', '-qq'], quiet);
  if ((await run(command(), quiet)) === 0) return;
  // Lists that are out of date name files that are gone: refresh them once.
  await run(['apt-get', 'update', '-qq'], quiet);
  const code = await run(command(), quiet);
  if (code !== 0) say(`apt-get install ended with ${code}; what needs these packages will say so.`);
}

function missingOf(group) {
  const { packages } = PACKAGE_GROUPS[group];
  const names = packages.flatMap((name) => [name, `${name}t64`]);
  const selections = capture(['dpkg', '--get-selections', ...names]).stdout.split('\n');
  const installed = new Set(
    selections.filter((line) => /\sinstall$/.test(line)).map((line) => line.split(/[:\s]/)[0]),
  );
  return packages.filter((name) => !installed.has(name) && !installed.has(`${name}t64`));
}

/** Debian 13 renamed libraries built for 64-bit time (`libgtk-3-0t64`); the old names cannot be installed there. */
function nameHere(name) {
  const renamed = `${name}t64`;
  return capture(['apt-cache', 'show', '--no-all-versions', renamed]).code === 0 ? renamed : name;
}

function isDebian() {
  const file = '/etc/os-release';
  return existsSync(file) && /^ID(_LIKE)?=.*debian/m.test(readFileSync(file, 'utf8'));
}

function hasPackageLists() {
  const folder = '/var/lib/apt/lists';
  return existsSync(folder) && readdirSync(folder).some((name) => name.includes('_Packages'));
}

function looksPresent(group) {
  const probes = {
    compile: 'g++',
    display: 'xvfb-run',
    terminal: 'ssh',
    keyring: 'gnome-keyring-daemon',
    shells: 'busybox',
  };
  const command = probes[group];
  return command === undefined || capture(['sh', '-c', `command -v ${command}`]).code === 0;
}
