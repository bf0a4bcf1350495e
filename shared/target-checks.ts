import { z } from 'zod';
import { appErrorSchema } from './errors/app-error';
import { phraseSchema } from './phrases/phrase-text';
import { profileSchema } from './profile';

/** A secret for one hop: `hop` -1 is the target itself, 0… the jump hosts. Lives only on its way to the keychain. */
export const hopSecretSchema = z.object({
  hop: z.number().int().min(-1),
  kind: z.enum(['password', 'passphrase']),
  value: z.string(),
});
export type HopSecret = z.infer<typeof hopSecretSchema>;

/** A host key as shown to a person: both fingerprint forms. */
export const shownHostKeySchema = z.object({
  /** -1 is the target itself, 0… the jump hosts. */
  hop: z.number().int().min(-1),
  host: z.string(),
  port: z.number(),
  type: z.string(),
  key: z.string(),
  /** `SHA256:…` as ssh-keygen -l prints it. */
  sha256: z.string(),
  /** `MD5:aa:bb:…`. */
  md5: z.string(),
});
export type ShownHostKey = z.infer<typeof shownHostKeySchema>;

/** What came of opening a connection. Unknown and changed keys are outcomes, not errors. */
export const reachOutcomeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reached'), milliseconds: z.number() }),
  z.object({ kind: z.literal('host-key-unknown'), offered: shownHostKeySchema }),
  z.object({
    kind: z.literal('host-key-changed'),
    offered: shownHostKeySchema,
    pinnedSha256: z.string(),
    pinnedType: z.string(),
  }),
  z.object({
    kind: z.literal('secret-missing'),
    hop: z.number().int(),
    /** Of that hop: who it is that the secret lets in, and where. */
    user: z.string(),
    host: z.string(),
    secret: z.enum(['password', 'passphrase']),
  }),
  z.object({ kind: z.literal('failed'), error: appErrorSchema }),
]);
export type ReachOutcome = z.infer<typeof reachOutcomeSchema>;

export const CHECKS = [
  'host-key',
  'login',
  'sftp',
  'work-directory',
  'docker',
  'database-container',
  'admin-role',
  'database',
  'services',
  'media',
  'space',
  'health',
  'operator',
] as const;

/** One line of the checklist. `found` is what was seen (names, versions, sizes), in English. */
export const checkSchema = z.object({
  id: z.enum(CHECKS),
  verdict: z.enum(['ok', 'warning', 'failed', 'not-reached']),
  found: z.string(),
  /** The same as data, for who shows it in a language; not there where it is names and a tool's own words. */
  phrases: z.array(phraseSchema).optional(),
  error: appErrorSchema.optional(),
});
export type Check = z.infer<typeof checkSchema>;

export const checklistSchema = z.object({
  target: z.string(),
  passed: z.boolean(),
  checks: z.array(checkSchema),
  checkedAt: z.string(),
});
export type Checklist = z.infer<typeof checklistSchema>;

/** A container as discovery offers it, with the role it seems to have and why. */
export const discoveredContainerSchema = z.object({
  id: z.string(),
  name: z.string(),
  image: z.string(),
  running: z.boolean(),
  composeProject: z.string().nullable(),
  composeService: z.string().nullable(),
  role: z.enum(['database', 'backend', 'worker', 'cache', 'other']),
  /** Facts, not sentences: `image postgres`, `port 5432`, `POSTGRES_DB=tuki_production`. */
  because: z.array(z.string()),
});
export type DiscoveredContainer = z.infer<typeof discoveredContainerSchema>;

export const discoverySchema = z.object({
  dockerVersion: z.string(),
  containers: z.array(discoveredContainerSchema),
  databases: z.array(z.object({ name: z.string(), owner: z.string(), bytes: z.number() })),
  volumes: z.array(z.object({ name: z.string(), usedBy: z.array(z.string()), path: z.string() })),
  /** A whole profile, as good as can be told from what was found; the operator confirms it. */
  proposal: profileSchema,
});
export type Discovery = z.infer<typeof discoverySchema>;

export const discoveryOutcomeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('discovered'), discovery: discoverySchema }),
  z.object({ kind: z.literal('not-reached'), outcome: reachOutcomeSchema }),
]);
export type DiscoveryOutcome = z.infer<typeof discoveryOutcomeSchema>;

/** A target as lists show it. */
export const targetSummarySchema = z.object({
  profile: profileSchema,
  /** Where each needed secret is, in words of a closed set. */
  secrets: z.enum(['none-needed', 'keychain', 'session', 'missing']),
  lastRestoreAt: z.string().nullable(),
  lastRestoreStatus: z.string().nullable(),
});
export type TargetSummary = z.infer<typeof targetSummarySchema>;
