import { assertNever } from '../../../shared/assert-never';
import { fail, RestoreConsoleError } from '../../../shared/errors/app-error';
import { describeError } from '../../../shared/errors/error-text';
import { foundWords } from '../../../shared/phrases/phrase-text';
import type { Check, ShownHostKey } from '../../../shared/target-checks';
import type { CommandContext } from '../command-context';
import { EXIT } from '../exit-code';
import { withSecrets } from '../secrets';
import { errorLines } from '../text/error-lines';

/** `targets add --file F`. */
export async function addCommand(context: CommandContext, file: string, json: boolean): Promise<number> {
  const app = await context.app();
  const added = await app.targets.addFile(file);
  context.io.out(
    json
      ? JSON.stringify(added.profile, null, 2)
      : `Added ${added.profile.name} (${added.profile.environment}).`,
  );
  return EXIT.ok;
}

/** `targets list`. */
export async function listCommand(context: CommandContext, json: boolean): Promise<number> {
  const { targets, broken } = await (await context.app()).targets.list();
  for (const error of broken) context.io.err(errorLines(error, context.language));
  if (json) context.io.out(JSON.stringify({ targets, broken }, null, 2));
  else {
    for (const { profile, lastRestoreAt, lastRestoreStatus } of targets) {
      const address = `${profile.host.user}@${profile.host.host}:${profile.host.port}`;
      const last = lastRestoreAt ? `last ${lastRestoreStatus} ${lastRestoreAt}` : 'no restore yet';
      context.io.out(
        [profile.name.padEnd(24), profile.environment.padEnd(12), address.padEnd(32), last].join('  '),
      );
    }
  }
  return EXIT.ok;
}

/** `targets show T`: the profile, in which there is no secret. */
export async function showCommand(context: CommandContext, name: string): Promise<number> {
  context.io.out(JSON.stringify((await context.app()).targets.get(name), null, 2));
  return EXIT.ok;
}

/** `targets remove T`: the profile and its secrets; nothing on the host is touched. */
export async function removeCommand(context: CommandContext, name: string): Promise<number> {
  await (await context.app()).targets.remove(name);
  context.io.out(`Removed ${name}. Nothing on its host was touched.`);
  return EXIT.ok;
}

/** `targets test T`: 0 when all is well, 3 when a check failed or the host key is not known. */
export async function testCommand(
  context: CommandContext,
  name: string,
  options: { readonly json: boolean; readonly secretStdin: boolean },
): Promise<number> {
  const app = await context.app();
  await withSecrets(context, app, name, options.secretStdin);
  const checklist = await app.targets.test(name);
  if (options.json) context.io.out(JSON.stringify(checklist, null, 2));
  else for (const check of checklist.checks) context.io.out(checkLine(context, check));
  return checklist.passed ? EXIT.ok : EXIT.blocked;
}

/** `targets trust T`: pins the key the host offers when it is the one that was named, or that the terminal accepted. */
export async function trustCommand(
  context: CommandContext,
  name: string,
  options: { readonly hop: string | null; readonly fingerprint: string | null },
): Promise<number> {
  const app = await context.app();
  if (options.fingerprint !== null) {
    await app.targets.trust(name, readHop(options.hop), options.fingerprint);
    context.io.out(`Trusted ${options.fingerprint} for ${name}.`);
    return EXIT.ok;
  }
  const outcome = await app.targets.reach(name);
  switch (outcome.kind) {
    case 'reached':
    case 'secret-missing':
      context.io.out(`The host key of ${name} is pinned already.`);
      return EXIT.ok;
    case 'failed':
      throw new RestoreConsoleError(outcome.error);
    case 'host-key-changed':
      throw fail('host-key-changed', {
        host: outcome.offered.host,
        pinned: outcome.pinnedSha256,
        offered: outcome.offered.sha256,
      });
    case 'host-key-unknown':
      return askToTrust(context, name, outcome.offered);
    default:
      return assertNever(outcome, 'reach outcome');
  }
}

async function askToTrust(context: CommandContext, name: string, offered: ShownHostKey): Promise<number> {
  const { io } = context;
  io.err(shownKey(offered));
  const answer = await io.ask('Is this the key of that host? Type yes to trust it: ', { secret: false });
  if (answer !== 'yes') {
    if (answer === null)
      io.err(`Without a terminal: restore-console targets trust "${name}" --fingerprint ${offered.sha256}`);
    return EXIT.blocked;
  }
  await (await context.app()).targets.trust(name, offered.hop, offered.sha256);
  io.out(`Trusted ${offered.sha256} for ${name}.`);
  return EXIT.ok;
}

/** A host key in both forms, and where to compare it. */
export function shownKey(offered: ShownHostKey): string {
  const which = offered.hop === -1 ? '' : ` (jump host ${offered.hop})`;
  return [
    `${offered.host}:${offered.port}${which} offers a ${offered.type} key:`,
    `  ${offered.sha256}`,
    `  ${offered.md5}`,
    'Compare it on the host: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
  ].join('\n');
}

const MARKS: Readonly<Record<Check['verdict'], string>> = {
  ok: 'ok     ',
  warning: 'WARNING',
  failed: 'FAILED ',
  'not-reached': '–      ',
};

function checkLine(context: CommandContext, check: Check): string {
  const line = `${MARKS[check.verdict]} ${check.id.padEnd(18)} ${foundWords(check, context.language)}`;
  if (!check.error) return line;
  if (check.verdict === 'failed') return `${line}\n${errorLines(check.error, context.language)}`;
  return `${line} ${describeError(check.error, context.language).title}`;
}

function readHop(text: string | null): number {
  if (text === null) return -1;
  const hop = Number(text);
  if (Number.isInteger(hop) && hop >= 0) return hop;
  throw fail('usage', { message: '--hop is a jump host, counted from 0' });
}
