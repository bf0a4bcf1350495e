import { assertNever } from '../../../shared/assert-never';
import type { AppError } from '../../../shared/errors/app-error';
import type { LeftCode } from '../../../shared/phrases/phrases-en';
import type { RunEnd } from '../run/execute-run';
import type { InPlaceEnd } from './end-in-place';

/** How a run ended, once what it did in place was taken back. Pure. */
export function inPlaceRunEnd(back: InPlaceEnd, end: RunEnd): RunEnd {
  switch (back.kind) {
    case 'unchanged':
      return end;
    case 'put-back':
      return { kind: 'reversed', error: reversedError(end) };
    case 'needs-person':
      return { kind: 'needs-person', error: back.error, manual: back.manual };
    default:
      return assertNever(back, 'end of a restore in place');
  }
}

function reversedError(end: RunEnd): AppError {
  const cause = 'error' in end ? end.error : null;
  const step = 'step' in end ? end.step : 'cutover';
  const reason = cause ? `${cause.code} ${Object.values(cause.params).join(' ')}`.trim() : 'cancelled';
  return {
    code: 'in-place-reversed',
    params: { step, reason },
    ...(cause?.evidence ? { evidence: cause.evidence } : {}),
    left: 'put-back' satisfies LeftCode,
  };
}
