import { readFileSync } from 'node:fs';
import { fail } from '../../shared/errors/app-error';
import { type Profile, profileSchema } from '../../shared/profile';

/**
 * A profile out of JSON. `profile-invalid` names the file, the field as a path in it (`services.0.role`) and what is
 * wrong with it: the first such field, since one is corrected at a time.
 */
export function parseProfile(text: string, path: string): Profile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw fail('profile-invalid', { path, field: 'JSON', reason }, { cause: thrown });
  }
  return checkProfile(json, path);
}

/** As {@link parseProfile} for what is no text any more; `path` says where it came from. */
export function checkProfile(value: unknown, path: string): Profile {
  const result = profileSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.map(String).join('.') || 'profile';
  throw fail('profile-invalid', { path, field, reason: issue?.message ?? 'not a profile' });
}

/** A profile from a file given by the operator (`targets add --file`). */
export function readProfileFile(path: string): Profile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (thrown) {
    const missing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
    const reason = missing
      ? 'there is no such file'
      : thrown instanceof Error
        ? thrown.message
        : String(thrown);
    throw fail('profile-invalid', { path, field: 'file', reason }, { cause: thrown });
  }
  return parseProfile(text, path);
}
