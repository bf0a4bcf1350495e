import { assertNever } from '../../shared/assert-never';
import type { AppError } from '../../shared/errors/app-error';
import type { ConnectOutcome } from './ports/host';

/** An expected outcome of connecting that is no connection, as the error a plan or a job shows. */
export function notReachedError(outcome: Exclude<ConnectOutcome, { kind: 'connected' }>): AppError {
  switch (outcome.kind) {
    case 'host-key-unknown':
      return {
        code: 'host-key-unknown',
        params: {
          host: outcome.offered.host,
          port: outcome.offered.port,
          hop: outcome.offered.hop,
          type: outcome.offered.type,
          fingerprint: outcome.offered.sha256,
        },
      };
    case 'host-key-changed':
      return {
        code: 'host-key-changed',
        params: {
          host: outcome.offered.host,
          port: outcome.offered.port,
          hop: outcome.offered.hop,
          pinned: outcome.pinnedSha256,
          offered: outcome.offered.sha256,
        },
      };
    case 'secret-missing':
      return {
        code: 'secret-missing',
        params: { hop: outcome.hop, user: outcome.user, host: outcome.host, secret: outcome.secret },
      };
    case 'failed':
      return outcome.error;
    default:
      return assertNever(outcome, 'connect outcome');
  }
}
