import type { InPlaceDatabase } from '../../restore/ports/in-place';
import { backUp } from '../safety-backup';
import type { ServerContext } from '../server-context';
import { dropHeld, hold, namesNow, release } from './hold';
import { keepLiveFacts } from './live-facts';
import { manualWay } from './manual-way';
import { putBack } from './put-back';
import { surveyDatabase } from './survey';

/** The server's part of a restore in place. */
export function inPlaceDatabase(context: ServerContext): InPlaceDatabase {
  return {
    namesNow: (database) => namesNow(context, database),
    hold: (place, database) => hold(context, place, database),
    release: (place, database) => release(context, place, database),
    survey: (name) => surveyDatabase(context, name),
    keepLiveFacts: (place, name) => keepLiveFacts(context, place, name),
    dropHeld: (database) => dropHeld(context, database),
    backUp: (place, io, name, file) => backUp(context, place, io, file, name),
    putBack: (place, io, backup) => putBack(context, place, io, backup),
    manualWay: (question) => manualWay(context, question),
  };
}
