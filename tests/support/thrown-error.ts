import { RestoreConsoleError } from '../../shared/errors/app-error';

/** The error a function throws, as data; one that returns fails the test. */
export function thrownError(run: () => unknown): RestoreConsoleError['error'] {
  const thrown = catching(run);
  if (thrown instanceof RestoreConsoleError) return thrown.error;
  throw new Error(`expected an AppError, got ${String(thrown)}`);
}

function catching(run: () => unknown): unknown {
  try {
    return `a value: ${String(run())}`;
  } catch (thrown) {
    return thrown;
  }
}
