import { z } from 'zod';
import { errorParamsSchema } from './errors/app-error';
import { errorCodeSchema } from './errors/codes';

/** A problem or remark found by inspection. `where` is an entry name, or `entry:line` in a dump. */
export const findingSchema = z.object({
  code: errorCodeSchema,
  params: errorParamsSchema,
  where: z.string(),
});
export type Finding = z.infer<typeof findingSchema>;

/** Rules by which statements of a dump are left out (design §3). The names are shown and stored. */
export const LEFT_OUT_RULES = [
  'owner',
  'acl',
  'cloud-sql-role',
  'cloud-sql-extension',
  'extension',
  'schema-exists',
  'comment-on-extension',
  'restrict',
  'unknown-setting',
  'publication',
  'subscription',
  'event-trigger',
  'create-database',
  'clean',
] as const;
export const leftOutRuleSchema = z.enum(LEFT_OUT_RULES);
export type LeftOutRule = z.infer<typeof leftOutRuleSchema>;

/** Statements left out by one rule: how many, and the first of them with their line where they have one. */
export const leftOutGroupSchema = z.object({
  rule: leftOutRuleSchema,
  count: z.number(),
  examples: z.array(z.object({ line: z.number().nullable(), text: z.string() })),
});
export type LeftOutGroup = z.infer<typeof leftOutGroupSchema>;

/** A stretch of a plain dump's uncompressed bytes to be cut: `start` inclusive, `end` exclusive; lines count from 1. */
export const cutRangeSchema = z.object({
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
  firstLine: z.number().int().positive(),
  lastLine: z.number().int().positive(),
  rule: leftOutRuleSchema,
  /** The statement's first characters, for the plan (at most 120). */
  text: z.string(),
  /**
   * Names a setting, extension or schema a cut depends on: rule `unknown-setting` is cut when the server does not
   * know `subject`; rule `schema-exists` (CREATE SCHEMA) when the fresh database has that schema already (public, or
   * one made for an extension); rule `cloud-sql-extension` always.
   */
  subject: z.string().optional(),
});
export type CutRange = z.infer<typeof cutRangeSchema>;

/** Bytes of a plain dump: `start` inclusive, `end` exclusive; lines count from 1. */
export const stretchSchema = z.object({
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
  firstLine: z.number().int().positive(),
  lastLine: z.number().int().positive(),
});
export type Stretch = z.infer<typeof stretchSchema>;

/** Statements of a plain dump that make indexes, with nothing between them: sessions may share them out. */
export const indexRunSchema = z.object({ indexes: z.array(stretchSchema).min(2) });
export type IndexRun = z.infer<typeof indexRunSchema>;

/** An entry of an archive-format dump's TOC to be left out of the restore list. */
export const cutEntrySchema = z.object({
  dumpId: z.number().int(),
  rule: leftOutRuleSchema,
  text: z.string(),
  /** As in a cut range. */
  subject: z.string().optional(),
});
export type CutEntry = z.infer<typeof cutEntrySchema>;

/** A table's rows as the dump holds them. `rows` null: cannot be counted here (INSERT statements, or an encoding of the archive only the host reads). */
export const dumpTableSchema = z.object({
  schema: z.string(),
  name: z.string(),
  rows: z.number().int().nonnegative().nullable(),
  bytes: z.number().int().nonnegative().nullable(),
  /** Set for a configuration table that an extension makes: the dump adds `rows`, the database may hold more. */
  ofExtension: z.boolean().optional(),
});
export type DumpTable = z.infer<typeof dumpTableSchema>;

/** Where a dump's bytes lie: an offset into the archive's uncompressed tar stream, so the host needs no tar and no names to cut it out. */
export const memberSchema = z.object({
  /** The name as written in the archive. */
  entry: z.string(),
  offset: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
});
export type Member = z.infer<typeof memberSchema>;

export const DUMP_FORMATS = ['plain', 'custom', 'tar', 'directory'] as const;
export const dumpFormatSchema = z.enum(DUMP_FORMATS);
export type DumpFormat = z.infer<typeof dumpFormatSchema>;

/** Compression layers around a dump's own format, outermost first, peeled by magic bytes. */
export const dumpLayerSchema = z.enum(['gzip', 'zstd']);

/** Everything inspection knows of one dump. */
export const dumpSchema = z.object({
  /** How the operator names it: the entry's path (directory formats: the folder). */
  name: z.string(),
  /** One member, or all of a directory format's. */
  members: z.array(memberSchema).min(1),
  layers: z.array(dumpLayerSchema),
  format: dumpFormatSchema,
  /**
   * Set for a directory-format dump that is packed in a tar of its own: the folder in that tar which holds
   * `toc.dat` (`.` for the top). The host unpacks the tar and restores the folder.
   */
  tarFolder: z.string().optional(),
  /** Bytes after all layers are peeled (directory format: sum of the members as stored). */
  bytes: z.number().int().nonnegative(),
  database: z.string().nullable(),
  serverVersion: z.string().nullable(),
  toolVersion: z.string().nullable(),
  /** Archive format version, such as `1.14`; null for plain. */
  archiveVersion: z.string().nullable(),
  /** Compression inside an archive format: gzip is readable everywhere, lz4 and zstd need a client built with it. */
  innerCompression: z.enum(['none', 'gzip', 'lz4', 'zstd']).nullable(),
  madeByPgDump: z.boolean(),
  encoding: z.string().nullable(),
  tables: z.array(dumpTableSchema),
  /** Sum of rows; null as soon as one table's rows are unknown. */
  rows: z.number().int().nonnegative().nullable(),
  /** True where large objects are in the dump. */
  largeObjects: z.boolean(),
  extensions: z.array(z.object({ name: z.string(), schema: z.string().nullable() })),
  schemas: z.array(z.string()),
  roles: z.array(z.string()),
  functions: z.array(z.string()),
  triggers: z.array(z.string()),
  policies: z.array(z.string()),
  /** The newest applied migration per Django app, in the order of `django_migrations`. Null: no such table, or not readable here. */
  migrations: z.array(z.object({ app: z.string(), name: z.string() })).nullable(),
  cutRanges: z.array(cutRangeSchema),
  /** Plain dumps by pg_dump only, and absent in a manifest of an earlier version. */
  indexRuns: z.array(indexRunSchema).default([]),
  /** Statements that set up the session index runs are made in, in their order. */
  sessionSettings: z.array(stretchSchema).default([]),
  cutEntries: z.array(cutEntrySchema),
});
export type Dump = z.infer<typeof dumpSchema>;

/** The media of the archive: bucket folders merged in name order, `._*` and `.DS_Store` already out. */
export const mediaSchema = z.object({
  buckets: z.array(
    z.object({
      name: z.string(),
      /** The folder's path in the archive, such as `backups-20260201-120000/gcs/tuki-media-prod-1`. */
      entry: z.string(),
      files: z.number().int().nonnegative(),
      bytes: z.number().int().nonnegative(),
    }),
  ),
  /** After the merge: a path in two buckets counts once, the later bucket's file. */
  files: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
  folders: z.array(
    z.object({
      path: z.string(),
      files: z.number().int().nonnegative(),
      bytes: z.number().int().nonnegative(),
    }),
  ),
});
export type Media = z.infer<typeof mediaSchema>;

/**
 * What inspection found, from one streaming pass. Per-file records (`sha256 bytes path`) are not here:
 * they stream to `recordsFile`, one NUL-ended record a file, so a million files cost no memory.
 */
export const manifestSchema = z.object({
  version: z.literal(1),
  path: z.string(),
  filename: z.string(),
  bytes: z.number().int().nonnegative(),
  sha256: z.string(),
  compression: z.enum(['gzip', 'zstd', 'none']),
  /** Uncompressed length of the tar stream. */
  expandedBytes: z.number().int().nonnegative(),
  entries: z.number().int().nonnegative(),
  /** The one top folder, such as `backups-20260201-120000`; null when entries have none in common. */
  root: z.string().nullable(),
  /** When the backup was made: from the folder's or file's name, else from the dump; ISO 8601, null when nothing says. */
  madeAt: z.string().nullable(),
  valid: z.boolean(),
  errors: z.array(findingSchema),
  warnings: z.array(findingSchema),
  dumps: z.array(dumpSchema),
  media: mediaSchema.nullable(),
  recordsFile: z.string().nullable(),
  inspectedAt: z.string(),
  inspectionSeconds: z.number(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Inspection as it goes on; counts grow only. */
export const inspectProgressSchema = z.object({
  bytesRead: z.number(),
  bytesTotal: z.number(),
  entries: z.number(),
  mediaFiles: z.number(),
  tables: z.number(),
  rows: z.number(),
});
export type InspectProgress = z.infer<typeof inspectProgressSchema>;
