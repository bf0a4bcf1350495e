import type { AppError } from '../../../shared/errors/app-error';
import type { Dump, Manifest } from '../../../shared/manifest';
import type { Profile } from '../../../shared/profile';
import type { Job } from '../../../shared/restore/job';
import type { Plan, PlanSpace, PlanStep, RestoreOptions } from '../../../shared/restore/plan';
import { CANCEL_RULES, type StepId } from '../../../shared/restore/steps';
import { databaseNames } from '../names';
import type { DatabaseNames } from '../ports/database';
import type { TargetFacts } from '../preflight/probe-target';
import { chooseDump } from './chosen-dump';
import { expectedTimes } from './expected-times';
import { gatherFindings } from './findings';
import { leftOutOf } from './left-out';
import { planSpace } from './space';

/** What a plan is made from. `jobId` names the databases it will make; `history` is newest first. */
export interface PlanQuestion {
  readonly jobId: string;
  readonly profile: Profile;
  readonly manifest: Manifest;
  readonly options: RestoreOptions;
  readonly facts: TargetFacts;
  readonly history: readonly Job[];
  readonly now: Date;
}

/** A plan for the operator, and what the run takes from it. */
export interface PlannedRun {
  readonly plan: Plan;
  readonly dump: Dump | null;
  readonly withMedia: boolean;
  readonly names: DatabaseNames;
  readonly safetyBackup: boolean;
}

/** Steps, blockers and warnings from facts: pure, so the same facts always give the same plan. */
export function makePlan(question: PlanQuestion): PlannedRun {
  const { profile, manifest, options, facts, now } = question;
  const chosen = chooseDump(manifest, options);
  const dump = chosen.kind === 'dump' ? chosen.dump : null;
  const withMedia =
    options.restoreMedia && manifest.media !== null && manifest.media.files > 0 && profile.media !== null;
  // A first restore owes no safety backup: there is nothing to keep.
  const safetyBackup = options.safetyBackup && dump !== null && facts.database?.live !== null;
  const names = databaseNames(profile.database.name, question.jobId);
  const findings = gatherFindings({ profile, manifest, options, facts, dump, withMedia, now });
  const space = planSpace({ facts, manifest, dump, withMedia, safetyBackup });
  const times = expectedTimes(question.history);
  const steps = planSteps({ dump, withMedia, safetyBackup, manifest, names, facts, profile }).map((step) => ({
    ...step,
    expected_seconds: times.steps.get(step.id) ?? null,
  }));
  const known = steps.every((step) => step.expected_seconds !== null);
  return {
    dump,
    withMedia,
    names,
    safetyBackup,
    plan: {
      job_id: question.jobId,
      target: profile.name,
      environment: profile.environment,
      host: facts.address,
      made_at: now.toISOString(),
      archive: {
        filename: manifest.filename,
        path: manifest.path,
        sha256: manifest.sha256,
        bytes: manifest.bytes,
        made_at: manifest.madeAt,
      },
      dump: dump?.name ?? null,
      dumps: manifest.dumps.map((each) => each.name),
      strategy: options.strategy,
      restore_sql: dump !== null,
      restore_media: withMedia,
      create_backup_before: safetyBackup,
      steps,
      blockers: [
        ...(chosen.kind === 'blocked' ? [chosen.error] : []),
        ...findings.blockers,
        ...space.flatMap(tooSmall),
      ],
      warnings: [...findings.warnings],
      left_out: dump ? leftOutOf(dump, facts.database?.knownSettings ?? null) : [],
      space: [...space],
      expected_seconds: known ? steps.reduce((sum, step) => sum + (step.expected_seconds ?? 0), 0) : null,
      expected_downtime_seconds: times.downtime,
      databases: {
        live: names.live,
        live_oid: facts.database?.live?.oid ?? null,
        fresh: names.fresh,
        old: names.old,
        server_version: facts.database?.version ?? null,
      },
      services: facts.services.map(({ service, container }) => ({
        name: container?.name ?? (service.ref.by === 'name' ? service.ref.name : service.ref.service),
        role: service.role,
        running: container?.running ?? false,
      })),
      media: mediaOf(profile, facts, withMedia),
      administrators: (dump ? (facts.administrators?.superusers ?? []) : []).map((person) => ({
        email: person.email,
        action: 'kept' as const,
      })),
      functions: dump ? [...dump.functions] : [],
      triggers: dump ? [...dump.triggers] : [],
    },
  };
}

function mediaOf(profile: Profile, facts: TargetFacts, withMedia: boolean): Plan['media'] {
  if (!profile.media || !withMedia) return null;
  const { location, folder, mode } = profile.media;
  const where = location.kind === 'volume' ? location.name : location.path;
  return {
    where: folder ? `${where}/${folder}` : where,
    mode,
    live_files: facts.media?.files ?? null,
    live_bytes: facts.media?.bytes ?? null,
  };
}

function tooSmall(space: PlanSpace): readonly AppError[] {
  if (space.fits) return [];
  return [
    {
      code: 'space-short',
      params: {
        purpose: space.purpose,
        mount: space.mount,
        needed: space.needed_bytes,
        free: space.free_bytes,
        reserve: space.reserve_bytes,
      },
    },
  ];
}

interface StepsQuestion {
  readonly dump: Dump | null;
  readonly withMedia: boolean;
  readonly safetyBackup: boolean;
  readonly manifest: Manifest;
  readonly names: DatabaseNames;
  readonly facts: TargetFacts;
  readonly profile: Profile;
}

function planSteps(question: StepsQuestion): readonly Omit<PlanStep, 'expected_seconds'>[] {
  const { dump, withMedia, safetyBackup, manifest, names, facts, profile } = question;
  const services = facts.services.flatMap(({ container }) => (container ? [container.name] : []));
  const archive = `${facts.workDir ?? profile.workDirectory}/archives/${manifest.sha256.slice(0, 12)}….tar.gz`;
  const mediaPlace = withMedia ? [facts.media?.source ?? ''] : [];
  const step = (
    id: StepId,
    touches: readonly string[],
    bytes: number | null = null,
  ): Omit<PlanStep, 'expected_seconds'> => ({
    id,
    touches: [...touches],
    cancel: CANCEL_RULES[id],
    past_no_return: id === 'cutover' || id === 'after',
    bytes,
  });
  return [
    step('preflight', []),
    step('lock', [facts.container?.name ?? '']),
    step('upload', [archive], manifest.bytes),
    ...(safetyBackup ? [step('safety-backup', [names.live], facts.database?.live?.bytes ?? null)] : []),
    ...(dump
      ? [step('load', [names.fresh], dump.bytes), step('merge', [names.fresh]), step('verify', [names.fresh])]
      : []),
    ...(withMedia ? [step('stage-media', mediaPlace, manifest.media?.bytes ?? null)] : []),
    step('cutover', [...services, ...(dump ? [names.live, names.old] : []), ...mediaPlace]),
    step('after', []),
  ];
}
