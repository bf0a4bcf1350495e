import { assertNever } from '../../shared/assert-never';
import type { AppError } from '../../shared/errors/app-error';
import type { Profile } from '../../shared/profile';
import type { Checklist } from '../../shared/target-checks';
import { sha256Fingerprint } from '../remote/host-key';
import type { OpenOutcome, TargetSession, TargetSessions } from '../restore/target-session';
import { checkApplication } from './check-application';
import { checkDatabase } from './check-database';
import { checkSpace } from './check-space';
import { ChecklistBuilder, failed, ok } from './checklist';

/**
 * `targets test`: everything a restore will need, asked without writing anything, each line with what was found or
 * what to do. Never throws for a target that is not as it should be.
 */
export async function checkTarget(
  sessions: TargetSessions,
  profile: Profile,
  options: { readonly signal?: AbortSignal; readonly now?: () => Date } = {},
): Promise<Checklist> {
  const list = new ChecklistBuilder();
  const startedAt = performance.now();
  const outcome = await sessions.open(profile, options.signal ? { signal: options.signal } : {});
  if (outcome.kind === 'open') {
    const { session } = outcome;
    try {
      list.note('host-key', ok(`${profile.host.hostKey?.type ?? ''} ${session.host.fingerprint}`.trim()));
      list.note('login', ok(`${session.host.address}, ${Math.round(performance.now() - startedAt)} ms`));
      await checkSession(list, session);
    } finally {
      await session.close();
    }
  } else {
    noteRefusal(list, outcome, profile);
  }
  return list.build(profile.name, options.now?.() ?? new Date());
}

async function checkSession(list: ChecklistBuilder, session: TargetSession): Promise<void> {
  await list.run('sftp', ['login'], async () => {
    await session.host.stat('/');
    return { finding: ok('SFTP'), value: true };
  });
  const workDirectory = await list.run('work-directory', ['sftp'], async () => {
    const path = await session.workDirectory();
    return { finding: ok(path), value: path };
  });
  await list.run('docker', ['login'], async () => {
    const version = await session.docker.version();
    return { finding: ok(`Docker ${version}`), value: version };
  });
  const parts = await list.run('database-container', ['docker'], async () => {
    const found = await session.parts();
    return { finding: ok(`${found.container.name}, ${found.container.image}`), value: found };
  });
  const database = parts ? await checkDatabase(list, session.profile, parts) : null;
  const media = await checkApplication(list, session, parts);
  await checkSpace(list, session, { workDirectory, database, media });
}

/** Errors that come before the host key could be judged. */
const BEFORE_HOST_KEY: readonly AppError['code'][] = ['host-unreachable', 'no-common-algorithm', 'cancelled'];

function noteRefusal(
  list: ChecklistBuilder,
  outcome: Exclude<OpenOutcome, { kind: 'open' }>,
  profile: Profile,
): void {
  switch (outcome.kind) {
    case 'host-key-unknown': {
      const { offered } = outcome;
      const error: AppError = {
        code: 'host-key-unknown',
        params: { host: offered.host, fingerprint: offered.sha256 },
      };
      list.note('host-key', failed(`${offered.type} ${offered.sha256}`, error));
      break;
    }
    case 'host-key-changed': {
      const { offered, pinnedSha256, pinnedType } = outcome;
      const error: AppError = {
        code: 'host-key-changed',
        params: {
          host: offered.host,
          pinned: `${pinnedType} ${pinnedSha256}`,
          offered: `${offered.type} ${offered.sha256}`,
        },
      };
      list.note('host-key', failed(`${offered.type} ${offered.sha256}`, error));
      break;
    }
    case 'secret-missing': {
      const { user, host, secret } = outcome;
      noteHostKey(list, profile);
      const error: AppError = { code: 'secret-missing', params: { user, host, secret } };
      list.note('login', failed('', error));
      break;
    }
    case 'failed': {
      const early = BEFORE_HOST_KEY.includes(outcome.error.code);
      if (!early) noteHostKey(list, profile);
      list.note(early ? 'host-key' : 'login', failed('', outcome.error));
      break;
    }
    default:
      assertNever(outcome, 'connect outcome');
  }
}

/** The login was tried, so the key the host showed was the pinned one. */
function noteHostKey(list: ChecklistBuilder, profile: Profile): void {
  const { hostKey } = profile.host;
  if (!hostKey) return;
  list.note('host-key', ok(`${hostKey.type} ${sha256Fingerprint(Buffer.from(hostKey.key, 'base64'))}`));
}
