import { fail } from '../../shared/errors/app-error';
import type { ServiceHandlers } from '../console-services';
import type { JobStore } from '../restore/job-store';
import type { PruneService } from '../restore/prune/prune-service';
import type { TargetDirectory } from './target-directory';

/** Targets as the window asks for them. */
export function targetHandlers(
  targets: TargetDirectory,
  jobs: JobStore,
  prune: PruneService,
): ServiceHandlers['targets'] {
  return {
    async list() {
      const found = await targets.list();
      return { targets: [...found.targets], broken: [...found.broken] };
    },
    save: ({ profile, replaces }) => targets.save(profile, replaces),
    async remove({ name }) {
      const running = jobs.list({ status: 'restoring', target: name, search: '', limit: 1 }).jobs[0];
      if (running) throw fail('job-running', { job: running.id, target: name });
      await targets.remove(name);
      return {};
    },
    reach: ({ name }) => targets.reach(name),
    test: ({ name }) => targets.test(name),
    discover: (request) => targets.discover(request),
    trust: async ({ name, hop, fingerprint }) => ({ hostKey: await targets.trust(name, hop, fingerprint) }),
    setSecret: async ({ name, secret, remember }) => ({
      kept: await targets.setSecret(name, secret, remember),
    }),
    async forgetSecrets({ name }) {
      await targets.forgetSecrets(name);
      return {};
    },
    holdings: ({ name }) => prune.list(name),
    async prune({ name, confirm, items }) {
      // The typed name is checked here, not in the page.
      if (confirm !== name) throw fail('confirm-mismatch', { expected: name, given: confirm });
      return prune.prune(name, { groups: [], items }, new AbortController().signal);
    },
  };
}
