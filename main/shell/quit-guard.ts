import { app, type BrowserWindow, dialog } from 'electron';
import type { Language } from '../../shared/language';
import { quitConsequence } from './quit-consequence';
import type { RunWatch } from './run-watch';
import { shellText } from './shell-text';

export interface QuitGuardOptions {
  readonly watch: RunWatch;
  readonly language: () => Language;
  /** Lets go of everything; quitting waits for it. */
  readonly close: () => Promise<void>;
}

/**
 * Asks before the program ends while a restore runs, and says exactly what the host will and will not go on with.
 * Staying is the default answer.
 */
export function guardQuit(window: BrowserWindow, { watch, language, close }: QuitGuardOptions): void {
  let agreed = false;
  const mayClose = () => agreed || watch.active().length === 0 || ask();

  function ask(): boolean {
    const text = shellText(language());
    const answer = dialog.showMessageBoxSync(window, {
      type: 'warning',
      message: text.quitQuestion,
      detail: watch
        .active()
        .map((run) => quitConsequence(run, language()))
        .join('\n\n'),
      buttons: [text.keepOpen, text.quit],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    });
    return answer === 1;
  }

  window.on('close', (event) => {
    if (mayClose()) agreed = true;
    else event.preventDefault();
  });
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void close().finally(() => {
      closed = true;
      app.quit();
    });
  });
}
