import type { AppError } from '../../../shared/errors/app-error';
import type { Dump, Manifest } from '../../../shared/manifest';
import type { Profile } from '../../../shared/profile';
import type { RestoreOptions } from '../../../shared/restore/plan';
import { dumpBlockers } from '../dump-blockers';
import type { TargetFacts } from '../preflight/probe-target';
import { inPlaceFindings } from './in-place';
import { compareMigrations } from './migrations';

/** What stands against a restore, and what the operator should know before it. */
export interface Findings {
  readonly blockers: readonly AppError[];
  readonly warnings: readonly AppError[];
}

export interface FindingsQuestion {
  readonly jobId: string;
  readonly profile: Profile;
  readonly manifest: Manifest;
  readonly options: RestoreOptions;
  readonly facts: TargetFacts;
  readonly dump: Dump | null;
  readonly withMedia: boolean;
  readonly now: Date;
}

type Judge = (question: FindingsQuestion) => Findings;
const NONE: Findings = { blockers: [], warnings: [] };
const blocked = (...blockers: AppError[]): Findings => ({ blockers, warnings: [] });
const warned = (...warnings: AppError[]): Findings => ({ blockers: [], warnings });

/** After this many days a backup's age is said aloud. */
const STALE_DAYS = 7;

/** Every judge's blockers and warnings, in the order an operator can act on them: archive, host, database, media, code. */
export function gatherFindings(question: FindingsQuestion): Findings {
  const all = JUDGES.map((judge) => judge(question));
  return {
    blockers: all.flatMap((found) => found.blockers),
    warnings: all.flatMap((found) => found.warnings),
  };
}

const archiveIsValid: Judge = ({ manifest }) =>
  manifest.valid ? NONE : blocked({ code: 'archive-invalid', params: { count: manifest.errors.length } });

const archiveWarnings: Judge = ({ manifest }) =>
  warned(
    ...manifest.warnings.map((finding) => ({
      code: finding.code,
      params: finding.params,
      evidence: { where: finding.where },
    })),
  );

const archiveAge: Judge = ({ manifest, now }) => {
  if (!manifest.madeAt) return NONE;
  const days = Math.floor((now.getTime() - Date.parse(manifest.madeAt)) / 86_400_000);
  return days >= STALE_DAYS ? warned({ code: 'archive-stale', params: { days } }) : NONE;
};

const somethingToRestore: Judge = ({ dump, withMedia, options, manifest }) => {
  if (dump || withMedia || (options.restoreSql && manifest.dumps.length > 0)) return NONE;
  return blocked({ code: 'archive-empty', params: { path: manifest.path } });
};

const probesAnswered: Judge = ({ facts }) => blocked(...facts.problems);

const nobodyHoldsTheLock: Judge = ({ facts }) =>
  facts.lock
    ? blocked({
        code: 'lock-held',
        params: {
          by: facts.lock.operator,
          machine: facts.lock.machine,
          since: facts.lock.since,
          job: facts.lock.jobId,
        },
      })
    : NONE;

/** The lock's own job is told with the lock: it may well be running. */
const nothingIsHalfExchanged: Judge = ({ facts, jobId }) =>
  blocked(
    ...facts.unfinished
      .filter((each) => each.jobId !== facts.lock?.jobId && each.jobId !== jobId)
      .map((each) => ({
        code: 'cutover-unfinished' as const,
        params: { job: each.jobId, folder: each.folder },
      })),
  );

const firstRestore: Judge = ({ facts, dump, withMedia, profile }) => {
  const noDatabase = dump !== null && facts.database !== null && facts.database.live === null;
  const noMedia = withMedia && facts.media !== null && !facts.media.exists;
  if (!noDatabase && !noMedia) return NONE;
  return warned({
    code: 'first-restore',
    params: {
      database: noDatabase ? profile.database.name : '',
      media: noMedia ? mediaName(profile) : '',
    },
  });
};

const serverTakesTheDump: Judge = ({ facts, dump }) =>
  facts.database && dump ? dumpBlockers(facts.database, dump) : NONE;

const applicationRole: Judge = ({ facts, dump, profile }) => {
  if (!facts.database || !dump || facts.database.applicationRole.exists) return NONE;
  return blocked({ code: 'application-role-missing', params: { role: profile.database.applicationRole } });
};

const nothingHoldsTheDatabase: Judge = ({ facts, dump, profile }) => {
  const live = facts.database?.live;
  if (!live || !dump || live.preparedTransactions + live.subscriptions + live.replicationSlots === 0)
    return NONE;
  const names = [
    live.preparedTransactions > 0 ? `${live.preparedTransactions} prepared transactions` : '',
    live.subscriptions > 0 ? `${live.subscriptions} subscriptions` : '',
    live.replicationSlots > 0 ? `${live.replicationSlots} replication slots` : '',
  ].filter((name) => name !== '');
  return blocked({
    code: 'sessions-remain',
    params: {
      database: profile.database.name,
      count: live.preparedTransactions + live.subscriptions + live.replicationSlots,
      names: names.join(', '),
    },
  });
};

const whatWillRun: Judge = ({ facts, dump, profile }) => {
  if (!dump || !facts.database?.applicationRole.superuser) return NONE;
  if (dump.functions.length + dump.triggers.length + dump.policies.length === 0) return NONE;
  return warned({
    code: 'functions-will-run',
    params: {
      functions: dump.functions.length,
      triggers: dump.triggers.length,
      role: profile.database.applicationRole,
    },
  });
};

const archiving: Judge = ({ facts, dump }) =>
  facts.database?.archiveMode && dump
    ? warned({ code: 'archive-mode-on', params: { needed: dump.bytes } })
    : NONE;

const operatorIsSuperuser: Judge = ({ facts, profile }) => {
  const active = facts.administrators?.superusers.filter((person) => person.active) ?? [];
  if (!facts.administrators?.userTable || active.length === 0) return NONE;
  const operator = profile.operatorEmail.toLowerCase();
  if (operator !== '' && active.some((person) => person.email.toLowerCase() === operator)) return NONE;
  return blocked({
    code: 'operator-not-superuser',
    params: { email: profile.operatorEmail, superusers: active.map((person) => person.email).join(', ') },
  });
};

const codeFitsData: Judge = ({ facts, dump, profile, options }) => {
  if (!dump) return NONE;
  const backend = facts.services.find((service) => service.service.role === 'backend');
  const verdict = compareMigrations(dump, facts.migrations, backend?.container?.name ?? profile.name);
  switch (verdict.kind) {
    case 'same-or-unknown':
      return NONE;
    case 'code-ahead':
      return warned(verdict.warning);
    case 'code-behind':
      return options.overrides.includes('code-behind-data')
        ? warned(verdict.blocker)
        : blocked(verdict.blocker);
  }
};

const mediaCanMove: Judge = ({ facts, withMedia }) => {
  if (!facts.media || !withMedia) return NONE;
  return {
    blockers: facts.media.nestedMounts.map((path) => ({
      code: 'media-nested-mount' as const,
      params: { path },
    })),
    warnings:
      facts.media.otherWriters.length > 0
        ? [{ code: 'other-writers', params: { names: facts.media.otherWriters.join(', ') } }]
        : [],
  };
};

const servicesAreThere: Judge = ({ facts, profile }) => {
  if (!facts.container) return NONE;
  const missing = facts.services.filter((service) => service.container === null);
  return blocked(
    ...missing.map(({ service }) => ({
      code: 'container-missing' as const,
      params: {
        container:
          service.ref.by === 'name' ? service.ref.name : `${service.ref.project}/${service.ref.service}`,
        candidates: profile.name,
      },
    })),
  );
};

const healthNow: Judge = ({ facts, profile }) => {
  if (!facts.health || facts.health.healthy || !profile.health) return NONE;
  return warned({
    code: 'health-failing-before',
    params: {
      check: profile.health.kind === 'http' ? profile.health.url : profile.health.kind,
      found: facts.health.detail,
    },
  });
};

const cachesSurvive: Judge = ({ facts }) =>
  facts.caches.length > 0
    ? warned({ code: 'cache-will-survive', params: { names: facts.caches.join(', ') } })
    : NONE;

const JUDGES: readonly Judge[] = [
  archiveIsValid,
  somethingToRestore,
  // Before the probes: who is at work there is why a database does not answer in the middle of a cutover.
  nobodyHoldsTheLock,
  nothingIsHalfExchanged,
  probesAnswered,
  servicesAreThere,
  serverTakesTheDump,
  applicationRole,
  nothingHoldsTheDatabase,
  inPlaceFindings,
  codeFitsData,
  operatorIsSuperuser,
  mediaCanMove,
  firstRestore,
  archiveAge,
  archiveWarnings,
  healthNow,
  whatWillRun,
  archiving,
  cachesSurvive,
];

function mediaName(profile: Profile): string {
  if (!profile.media) return '';
  return profile.media.location.kind === 'volume' ? profile.media.location.name : profile.media.location.path;
}
