import type { Settings } from '../../../shared/settings';

/** The line typed into the local shell for "Make a backup": into the folder, then the operator's own command as written. */
export function backupLine(settings: Pick<Settings, 'backupCommand' | 'backupFolder'>): string | null {
  const command = settings.backupCommand.trim();
  if (command === '') return null;
  const folder = settings.backupFolder.trim();
  return folder === '' ? command : `cd ${quoted(folder)} && ${command}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
