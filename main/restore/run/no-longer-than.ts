/** Waits for what is asked, whatever it answers, and no longer than that: who is silent holds nothing up. */
export async function noLongerThan(milliseconds: number, asked: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([asked.catch(() => undefined), over]);
  clearTimeout(timer);
}
