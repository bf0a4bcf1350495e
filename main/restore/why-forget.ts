import type { AppError } from '../../shared/errors/app-error';
import type { Profile } from '../../shared/profile';
import type { ClosedBecause } from './closed-by-hand';
import { notReachedError } from './not-reached';
import { notOwnJob } from './own-job';
import type { TargetSession, TargetSessions } from './target-session';

/** Why a job may be closed by hand, or that its host answers and only a plain `recover` may end it. */
export async function whyForget(
  sessions: TargetSessions,
  profile: Profile,
  jobId: string,
): Promise<ClosedBecause | { readonly kind: 'answers'; readonly error: AppError }> {
  const opened = await sessions.open(profile);
  if (opened.kind !== 'open') return { kind: 'gone', error: notReachedError(opened) };
  const { session } = opened;
  try {
    const error = await whyNotOurs(session, jobId);
    if (error) return { kind: 'not-ours', error };
    const message = `${session.host.address} answers: recover without --forget`;
    return { kind: 'answers', error: { code: 'usage', params: { message } } };
  } finally {
    await session.close();
  }
}

/** What cannot be asked is not known to be another target's. */
async function whyNotOurs(session: TargetSession, jobId: string): Promise<AppError | null> {
  try {
    return (await notOwnJob(session, await session.parts(), jobId))?.error ?? null;
  } catch {
    return null;
  }
}
