import { app, type IpcMainInvokeEvent, type Session } from 'electron';
import { isOwnPage } from './page-protocol';

/**
 * What no page of this program may do, whoever wrote it: go elsewhere, open windows, embed others, ask for
 * the camera or for anything else that needs a permission.
 */
export function lockContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.on('will-navigate', (event, url) => {
      if (!isOwnPage(url)) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
  });
}

/** Every permission a page can ask for is refused, at the question and at the check before it. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

/** True when a message comes from the top frame of a window that shows our own page. */
export function isOwnSender(event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && isOwnPage(frame.url);
}
