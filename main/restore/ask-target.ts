import { RestoreConsoleError, toAppError } from '../../shared/errors/app-error';
import type { Profile } from '../../shared/profile';
import { notReachedError } from './not-reached';
import type { TargetSession, TargetSessions } from './target-session';

/** How often a question is asked over connections that break, and how long between two. */
const ASK_TIMES = 4;
const ASK_AGAIN_AFTER_MS = 1_000;

/** Opens a target for one piece of work and closes it. Throws what stands between us and the target. */
export async function withTarget<T>(
  sessions: TargetSessions,
  profile: Profile,
  work: (session: TargetSession) => Promise<T>,
): Promise<T> {
  const opened = await sessions.open(profile);
  if (opened.kind !== 'open') throw new RestoreConsoleError(notReachedError(opened));
  try {
    return await work(opened.session);
  } finally {
    await opened.session.close();
  }
}

/** Asks a target something that only reads; over a connection that breaks meanwhile it is asked again, a few times. */
export async function askTarget<T>(
  sessions: TargetSessions,
  profile: Profile,
  question: (session: TargetSession) => Promise<T>,
): Promise<T> {
  for (let asked = 1; ; asked += 1) {
    try {
      return await withTarget(sessions, profile, question);
    } catch (thrown) {
      if (toAppError(thrown).code !== 'connection-lost' || asked === ASK_TIMES) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_AFTER_MS));
    }
  }
}
