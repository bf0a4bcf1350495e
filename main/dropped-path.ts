/**
 * The path on disk of a dropped file, by the way this Electron has: current ones ask `webUtils`; Electron 25 has no
 * `webUtils` and puts the path on the file itself, which current ones no longer do. Empty when the file has none.
 */
export function pathOfDropped<F extends object>(
  file: F,
  webUtils: { getPathForFile(file: F): string } | undefined,
): string {
  if (webUtils) return webUtils.getPathForFile(file);
  return 'path' in file && typeof file.path === 'string' ? file.path : '';
}
