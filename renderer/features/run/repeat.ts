/** Does something again and again, each time `everyMs` after the one before has ended. Returns the function that ends it. */
export function repeat(everyMs: number, work: () => Promise<void>): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let over = false;
  const wait = (): void => {
    if (!over) timer = setTimeout(() => void work().finally(wait), everyMs);
  };
  wait();
  return () => {
    over = true;
    if (timer !== null) clearTimeout(timer);
  };
}
