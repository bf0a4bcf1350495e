import { z } from 'zod';

/** What the operator chose once. `backupCommand` is the original's step 1, run in a terminal tab. */
export const settingsSchema = z.object({
  version: z.literal(1),
  language: z.enum(['system', 'en', 'es']).default('system'),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  notifications: z.boolean().default(true),
  backupCommand: z.string().default(''),
  backupFolder: z.string().default(''),
});
export type Settings = z.infer<typeof settingsSchema>;
export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({ version: 1 });
