import type { AppError } from '../../shared/errors/app-error';
import { foundPhrase } from '../../shared/phrases/phrase-text';
import type { Profile, ServiceRef } from '../../shared/profile';
import type { MediaFacts } from '../restore/ports/media';
import { askHealth } from '../restore/preflight/health';
import type { TargetParts, TargetSession } from '../restore/target-session';
import { type ChecklistBuilder, type Finding, failed, ok, warning } from './checklist';

const HEALTH_TIMEOUT_MS = 10_000;

/** The services to stop, the media, and whether the application is well now. */
export async function checkApplication(
  list: ChecklistBuilder,
  session: TargetSession,
  parts: TargetParts | null,
): Promise<MediaFacts | null> {
  await list.run('services', ['docker'], async () => ({
    finding: await judgeServices(session),
    value: null,
  }));
  const media = parts ? await checkMedia(list, session.profile, parts) : null;
  await list.run('health', ['docker'], async () => ({ finding: await judgeHealth(session), value: null }));
  return media;
}

async function judgeServices({ profile, docker }: TargetSession): Promise<Finding> {
  const seen: string[] = [];
  const missing: string[] = [];
  for (const service of profile.services) {
    const containers = await docker.resolve(service.ref);
    if (containers.length === 0) missing.push(nameOf(service.ref));
    seen.push(...containers.map(({ name, running, status }) => (running ? name : `${name} (${status})`)));
  }
  if (missing.length > 0) {
    const names = (await docker.containers()).map((container) => container.name);
    const params = { container: missing.join(', '), candidates: names.slice(0, 10).join(', ') };
    return failed(seen.join(', '), { code: 'container-missing', params });
  }
  return ok(seen.join(', ') || '–');
}

async function checkMedia(
  list: ChecklistBuilder,
  profile: Profile,
  parts: TargetParts,
): Promise<MediaFacts | null> {
  return list.run('media', ['database-container'], async () => {
    if (!parts.media) return { finding: ok('–'), value: null };
    const value = await parts.media.probe();
    return { finding: judgeMedia(value, profile), value };
  });
}

function judgeMedia(facts: MediaFacts, profile: Profile): Finding {
  const place = profile.media?.location;
  const name = place?.kind === 'volume' ? place.name : (place?.path ?? facts.source);
  if (!facts.exists) return warning(name, { code: 'media-missing', params: { path: name } });
  const found = [foundPhrase('media-there', { name, files: facts.files, bytes: facts.bytes })];
  const problem = mediaProblem(facts);
  return problem ? warning(found, problem) : ok(found);
}

function mediaProblem({ nestedMounts, otherWriters }: MediaFacts): AppError | null {
  if (nestedMounts.length > 0)
    return { code: 'media-nested-mount', params: { path: nestedMounts.join(', ') } };
  if (otherWriters.length > 0) return { code: 'other-writers', params: { names: otherWriters.join(', ') } };
  return null;
}

async function judgeHealth(session: TargetSession): Promise<Finding> {
  const { health } = session.profile;
  if (!health) return warning('–');
  const { healthy, detail } = await askHealth(health, session, HEALTH_TIMEOUT_MS);
  const check = health.kind === 'http' ? health.url : nameOf(health.service);
  const found = `${check}: ${detail}`;
  if (healthy) return ok(found);
  return warning(found, { code: 'health-failing-before', params: { check, found: detail } });
}

function nameOf(ref: ServiceRef): string {
  return ref.by === 'name' ? ref.name : `${ref.project}/${ref.service}`;
}
