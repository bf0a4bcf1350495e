/**
 * Work that is asked for while it goes on waits for its turn, so that what is written last was also read last. A
 * failure is its caller's alone.
 */
export function inTurn<T>(work: () => Promise<T>): () => Promise<T> {
  let before: Promise<unknown> = Promise.resolve();
  return () => {
    const mine = before.then(work);
    before = mine.catch(() => undefined);
    return mine;
  };
}
