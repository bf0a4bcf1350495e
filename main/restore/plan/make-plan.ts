import type { AppError } from '../../../shared/errors/app-error';
import type { Dump, Manifest } from '../../../shared/manifest';
import type { Profile } from '../../../shared/profile';
import type { Job } from '../../../shared/restore/job';
import type { Plan, PlanSpace, PlanStep, RestoreOptions } from '../../../shared/restore/plan';
import { CANCEL_RULES, IN_PLACE_CANCEL_RULES, type StepId } from '../../../shared/restore/steps';
import { databaseNames } from '../names';
import type { DatabaseNames } from '../ports/database';
import type { TargetFacts } from '../preflight/probe-target';
import { chooseDump } from './chosen-dump';
import { expectedTimes, sizesOfManifest, wholeSeconds } from './expected-times';
import { gatherFindings } from './findings';
import { inPlaceDowntime } from './in-place';
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
  const findings = gatherFindings({
    jobId: question.jobId,
    profile,
    manifest,
    options,
    facts,
    dump,
    withMedia,
    now,
  });
  const inPlace = options.strategy === 'in-place';
  const space = planSpace({ facts, manifest, dump, withMedia, safetyBackup, inPlace });
  const sizes = { facts, manifest, dump, withMedia };
  const times = expectedTimes(
    question.history.filter((job) => job.strategy === options.strategy),
    sizesOfManifest(manifest, dump?.rows ?? null),
  );
  const steps = planSteps({
    dump,
    withMedia,
    safetyBackup,
    manifest,
    names,
    facts,
    profile,
    inPlace,
  }).map((step) => ({
    ...step,
    expected_seconds: times.steps.get(step.id) ?? null,
  }));
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
        ...space.flatMap((each) => tooSmall(each, !inPlace && wouldFitInPlace(sizes))),
      ],
      warnings: [
        ...findings.warnings,
        ...(inPlace && swapFits(sizes, safetyBackup)
          ? [{ code: 'in-place-not-needed' as const, params: {} }]
          : []),
      ],
      left_out: dump ? leftOutOf(dump, facts.database?.knownSettings ?? null) : [],
      space: [...space],
      expected_seconds: wholeSeconds(steps, inPlace),
      expected_downtime_seconds: times.downtime ?? (inPlace && dump ? inPlaceDowntime(facts, dump) : null),
      databases: {
        live: names.live,
        live_oid: facts.database?.live?.oid ?? null,
        fresh: names.fresh,
        // In place the old database lives on in its safety backup alone.
        old: inPlace ? '' : names.old,
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
      policies: dump ? [...dump.policies] : [],
      runs_as: dump
        ? {
            role: profile.database.applicationRole,
            superuser: facts.database?.applicationRole.superuser ?? false,
          }
        : null,
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

type Sizes = Pick<StepsQuestion, 'facts' | 'manifest' | 'dump' | 'withMedia'>;

function swapFits(sizes: Sizes, safetyBackup: boolean): boolean {
  return planSpace({ ...sizes, safetyBackup }).every((each) => each.fits);
}

function wouldFitInPlace(sizes: Sizes): boolean {
  if (!sizes.dump || !sizes.facts.database?.live) return false;
  return planSpace({ ...sizes, safetyBackup: true, inPlace: true }).every((each) => each.fits);
}

function tooSmall(space: PlanSpace, fitsInPlace: boolean): readonly AppError[] {
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
        inPlace: fitsInPlace ? 1 : 0,
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
  readonly inPlace: boolean;
}

function planSteps(question: StepsQuestion): readonly Omit<PlanStep, 'expected_seconds'>[] {
  const { dump, withMedia, safetyBackup, manifest, names, facts, profile, inPlace } = question;
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
    cancel: (inPlace ? IN_PLACE_CANCEL_RULES[id] : null) ?? CANCEL_RULES[id],
    past_no_return: id === 'cutover' || id === 'after',
    bytes,
  });
  const media = withMedia ? [step('stage-media', mediaPlace, manifest.media?.bytes ?? null)] : [];
  const backup = safetyBackup
    ? [step('safety-backup', [...(inPlace ? services : []), names.live], facts.database?.live?.bytes ?? null)]
    : [];
  const database = dump
    ? [
        step('load', [...(inPlace ? [names.live] : []), names.fresh], dump.bytes),
        step('merge', [names.fresh]),
        step('verify', [names.fresh]),
      ]
    : [];
  const live = dump ? [names.live, ...(inPlace ? [] : [names.old])] : [];
  return [
    step('preflight', []),
    step('lock', [facts.container?.name ?? '']),
    step('upload', [archive], manifest.bytes),
    // In place the media are staged while the site still is up.
    ...(inPlace ? [...media, ...backup, ...database] : [...backup, ...database, ...media]),
    step('cutover', [...services, ...live, ...mediaPlace]),
    step('after', []),
  ];
}
