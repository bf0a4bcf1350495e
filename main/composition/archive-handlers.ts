import { packFolder } from '../archive/pack-folder';
import type { ServiceHandlers, ServicePublishers } from '../console-services';
import type { Inspector } from '../restore/inspector';
import type { ArchiveLibrary } from '../restore/job-store';

const RECENT = 3;

/** Inspection as the window asks for it: progress by event, cancel by the id the window made up. */
export function archiveHandlers(
  inspector: Inspector,
  library: ArchiveLibrary,
  publish: ServicePublishers['archive'],
): ServiceHandlers['archive'] {
  const running = new Map<string, AbortController>();
  return {
    async inspect({ path, inspectionId }) {
      const abort = new AbortController();
      running.set(inspectionId, abort);
      try {
        return await inspector.inspect(path, {
          signal: abort.signal,
          onProgress: (progress) => publish.progress({ ...progress, inspectionId }),
        });
      } finally {
        running.delete(inspectionId);
      }
    },
    async cancelInspect({ inspectionId }) {
      running.get(inspectionId)?.abort();
      return {};
    },
    async recent() {
      return {
        archives: library.recent(RECENT).map(({ path, filename, bytes, valid, inspectedAt }) => ({
          path,
          filename,
          bytes,
          valid,
          inspectedAt,
        })),
      };
    },
    async pack({ folder }) {
      return { path: await packFolder(folder, new Date()) };
    },
  };
}
