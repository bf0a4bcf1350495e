import { z } from 'zod';

const name = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u, 'letters, digits, space, dot, dash and underscore only');
const hostName = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .regex(/^[^\s-][^\s]*$/, 'no spaces, not starting with a dash');
/** Container, volume and service names as Docker accepts them; never starts with a dash, so it cannot be read as an option. */
const dockerName = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/, 'not a Docker name');
const pgName = z
  .string()
  .min(1)
  .max(63)
  .refine((value) => !value.includes('\0'), 'no NUL');

/** A host key pinned at first use: key type and base64 blob as in known_hosts. */
export const hostKeySchema = z.object({ type: z.string(), key: z.string() });
export type HostKey = z.infer<typeof hostKeySchema>;

/** How to log in. Secrets (passphrase, password) are never here: they live in the keychain or for the session. */
export const authenticationSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('agent'), socket: z.string().optional() }),
  z.object({ kind: z.literal('key'), path: z.string().min(1), passphrase: z.boolean().default(false) }),
  z.object({ kind: z.literal('password') }),
  z.object({ kind: z.literal('keyboard-interactive') }),
]);
export type Authentication = z.infer<typeof authenticationSchema>;

/** One machine on the way: the target itself, or a jump host before it. */
export const hopSchema = z.object({
  host: hostName,
  port: z.number().int().min(1).max(65535).default(22),
  user: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[^\s-][^\s]*$/),
  authentication: authenticationSchema,
  /** Pinned on first use; a different key is a full stop. */
  hostKey: hostKeySchema.optional(),
});
export type Hop = z.infer<typeof hopSchema>;

/** The docker client's argument prefix on the host and its DOCKER_HOST. */
export const dockerCommandSchema = z.object({
  command: z.array(z.string().min(1)).min(1).default(['docker']),
  dockerHost: z.string().optional(),
});
export type DockerCommand = z.infer<typeof dockerCommandSchema>;

/** A service of the application: by Compose labels (survives a rename) or by container name. */
export const serviceRefSchema = z.discriminatedUnion('by', [
  z.object({ by: z.literal('compose'), project: z.string().min(1), service: z.string().min(1) }),
  z.object({ by: z.literal('name'), name: dockerName }),
]);
export type ServiceRef = z.infer<typeof serviceRefSchema>;

/** A service to stop and start. `role` decides the order: workers and beat start only after the backend is healthy. */
export const serviceSchema = z.object({
  ref: serviceRefSchema,
  role: z.enum(['backend', 'worker', 'other']),
  /** Seconds docker waits before it kills. */
  stopGraceSeconds: z.number().int().min(1).max(600).default(30),
});
export type Service = z.infer<typeof serviceSchema>;

export const databaseTargetSchema = z.object({
  container: serviceRefSchema,
  name: pgName,
  applicationRole: pgName,
  /** Superuser used for what needs one; discovered and proven by a probe when absent. */
  adminRole: pgName.optional(),
  /** Where to stand while databases are renamed. */
  maintenanceDatabase: pgName.default('postgres'),
});

/** Where media lives: a named volume, or a bind-mounted host folder; `folder` is a path inside it. */
export const mediaTargetSchema = z.object({
  location: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('volume'), name: dockerName }),
    z.object({ kind: z.literal('bind'), path: z.string().regex(/^\//, 'an absolute path') }),
  ]),
  folder: z
    .string()
    .default('')
    .refine(
      (value) => !value.startsWith('/') && !value.split('/').includes('..'),
      'a path inside the volume',
    ),
  mode: z.enum(['merge', 'mirror']).default('merge'),
});

export const healthCheckSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('docker'), service: serviceRefSchema }),
  z.object({
    kind: z.literal('http'),
    /** As the host reaches it, such as `http://127.0.0.1:8000/health/`. */
    url: z.string().url(),
    expectStatus: z.number().int().default(200),
  }),
  z.object({ kind: z.literal('command'), service: serviceRefSchema, command: z.array(z.string()).min(1) }),
]);
export type HealthCheck = z.infer<typeof healthCheckSchema>;

export const postCommandSchema = z.object({
  phase: z.enum(['before-start', 'after']),
  service: serviceRefSchema,
  command: z.array(z.string().min(1)).min(1),
  timeoutSeconds: z.number().int().min(1).max(7200).default(600),
});
export type PostCommand = z.infer<typeof postCommandSchema>;

export const environmentSchema = z.enum(['production', 'staging', 'other']);
export type Environment = z.infer<typeof environmentSchema>;

/** A target: everything needed to reach a host and to restore the application there (design §4). No secret in it. */
export const profileSchema = z.object({
  version: z.literal(1),
  name,
  environment: environmentSchema,
  host: hopSchema,
  /** In the order they are passed. One hop is enough for most; empty for a direct connection. */
  jumpHosts: z.array(hopSchema).default([]),
  docker: dockerCommandSchema.default({ command: ['docker'] }),
  database: databaseTargetSchema,
  services: z.array(serviceSchema),
  media: mediaTargetSchema.nullable(),
  safetyBackup: z.boolean().default(true),
  /** E-mail of the operator's superuser in the application; empty when the application has no such table. */
  operatorEmail: z.string().default(''),
  health: healthCheckSchema.nullable(),
  healthTimeoutSeconds: z.number().int().min(1).max(3600).default(120),
  postCommands: z.array(postCommandSchema).default([]),
  /** On the host; `~` is resolved once. */
  workDirectory: z.string().min(1).default('~/.restore-console'),
  /** Default: the image the database container runs. */
  helperImage: z.string().optional(),
});
export type Profile = z.infer<typeof profileSchema>;
/** A profile as written in a file, before defaults. */
export type ProfileInput = z.input<typeof profileSchema>;
