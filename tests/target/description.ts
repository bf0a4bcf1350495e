import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { InstancePaths } from './machine/paths';
import { SIZES } from './stack/seed';

const userSchema = z.object({
  auth: z.enum(['key', 'password', 'agent']),
  key: z.string().nullable(),
  password: z.string().nullable(),
  passphrase: z.string().nullable(),
  agent: z.string().nullable(),
  home: z.string(),
  root: z.boolean(),
});

/** The one object that `up --json` and `info --json` print. */
export const descriptionSchema = z.object({
  instance: z.string(),
  size: z.enum(SIZES),
  admin: z.enum(['app', 'separate']),
  host: z.string(),
  /** Of the proxy in front of sshd. */
  port: z.number(),
  /** sshd itself, past the proxy and its faults. */
  direct_port: z.number(),
  host_key: z.object({ type: z.string(), key: z.string() }),
  /** For DOCKER_HOST. */
  docker_host: z.string(),
  /** Login name → how to log in. */
  users: z.record(z.string(), userSchema),
  db_container: z.string(),
  database: z.string(),
  db_role: z.string(),
  db_password: z.string(),
  admin_role: z.string(),
  media_volume: z.string(),
  media_path: z.string(),
  /** Container names in the order they stop. */
  services: z.array(z.string()),
  redis_container: z.string(),
  health_url: z.string(),
  app_url: z.string(),
  /** Profile name. */
  target: z.string(),
  /** A file ready for `targets add --file`. */
  profile: z.string(),
  archive: z.string(),
  /** Control socket of the proxy. */
  control: z.string(),
});
export type Description = z.infer<typeof descriptionSchema>;

export async function readDescription(paths: InstancePaths): Promise<Description | undefined> {
  const text = await readFile(paths.stateFile, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = descriptionSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : undefined;
}

/** Written last and in one go: a description that exists belongs to an instance that came up. */
export async function writeDescription(paths: InstancePaths, description: Description): Promise<void> {
  await writeFile(`${paths.stateFile}.part`, `${JSON.stringify(description, null, 2)}\n`);
  await rename(`${paths.stateFile}.part`, paths.stateFile);
}
