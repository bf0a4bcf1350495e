import { type BrowserWindow, Notification, powerSaveBlocker } from 'electron';
import type { RunState } from '../../shared/restore/run-state';
import { finishNotice } from './finish-notice';
import type { RunWatch } from './run-watch';
import type { ShellText } from './shell-text';

export interface PresenceOptions {
  readonly watch: RunWatch;
  readonly window: () => BrowserWindow | null;
  readonly text: () => ShellText;
  readonly notificationsWanted: () => boolean;
}

/** Shows a run outside the window: no sleep while it lasts, progress in the taskbar, a notification at its end. */
export function showRunsOutside({ watch, window, text, notificationsWanted }: PresenceOptions): void {
  const awake = new KeepAwake();
  watch.onChange((active, finished) => {
    awake.set(active.length > 0);
    showProgress(window(), active);
    const notice = finished?.job ? finishNotice(finished.job, text(), finished.turn) : null;
    if (!notice || !notificationsWanted() || window()?.isFocused()) return;
    notify(notice, window);
  });
}

function showProgress(window: BrowserWindow | null, active: readonly RunState[]): void {
  const run = active[0];
  // -1 takes the bar away; a connection that is lost shows as paused where the system knows that.
  if (!run) window?.setProgressBar(-1);
  else window?.setProgressBar(run.progress, { mode: run.connection.lost ? 'paused' : 'normal' });
}

function notify(notice: { title: string; body: string }, window: () => BrowserWindow | null): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification(notice);
  notification.on('click', () => {
    window()?.show();
    window()?.focus();
  });
  notification.show();
}

/** Keeps the machine from going to sleep; the screen may. */
class KeepAwake {
  private blocker: number | null = null;

  set(wanted: boolean): void {
    if (wanted && this.blocker === null) this.blocker = powerSaveBlocker.start('prevent-app-suspension');
    if (!wanted && this.blocker !== null) {
      powerSaveBlocker.stop(this.blocker);
      this.blocker = null;
    }
  }
}
