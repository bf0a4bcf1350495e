import { inPlaceBackup } from '../in-place/backup-step';
import { inPlaceLoad } from '../in-place/load-step';
import { after } from '../steps/after';
import { cutover } from '../steps/cutover';
import { load } from '../steps/load';
import { lock, unlock } from '../steps/lock';
import { merge } from '../steps/merge';
import { preflight } from '../steps/preflight';
import { safetyBackup } from '../steps/safety-backup';
import { stageMedia } from '../steps/stage-media';
import { upload } from '../steps/upload';
import { verify } from '../steps/verify';
import type { Phase } from './execute-run';

/** What a run restores, as far as it is known before preflight. */
export interface RunShape {
  readonly database: boolean;
  readonly media: boolean;
  readonly safetyBackup: boolean;
  /** The live database makes room for the new one: its backup, its drop and its load come with the site down. */
  readonly inPlace?: boolean;
  /** Only as far as the archive on the host, for `upload`. */
  readonly uploadOnly: boolean;
}

/**
 * The order of a run. The safety backup goes beside all that makes the new pair: nothing of the live one is touched
 * before the cutover. Media are staged beside the load. What is read from the live database into the new one
 * (administrators at the merge, rights and settings at the hand-over) comes after all that takes long: whoever is made
 * an administrator meanwhile would be lost.
 */
export function runPhases(shape: RunShape): readonly Phase[] {
  if (shape.inPlace && !shape.uploadOnly) return inPlacePhases(shape);
  const opening: readonly Phase[] = [[[preflight]], [[lock]]];
  if (shape.uploadOnly) return [...opening, [[upload]], [[unlock]]];
  const fork = [...(shape.database ? [[load]] : []), ...(shape.media ? [[stageMedia]] : [])];
  const making: Phase = [[upload, { fork }], ...(shape.safetyBackup ? [[safetyBackup]] : [])];
  const ending: readonly Phase[] = shape.database ? [[[merge, verify]]] : [];
  return [...opening, making, ...ending, [[cutover]], [[after]]];
}

/** One after another. Media are staged while the site still is up: what fails then has changed nothing. */
function inPlacePhases(shape: RunShape): readonly Phase[] {
  const media: readonly Phase[] = shape.media ? [[[stageMedia]]] : [];
  return [
    ...[[[preflight]], [[lock]], [[upload]]],
    ...media,
    ...[[[inPlaceBackup]], [[inPlaceLoad, merge, verify]], [[cutover]], [[after]]],
  ];
}
