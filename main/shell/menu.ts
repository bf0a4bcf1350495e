import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { ShellText } from './shell-text';

export interface MenuActions {
  readonly openArchive: () => void;
  readonly showLogs: () => void;
}

/** The application's menu. The page has its own ways for everything in it; editing and zooming live here. */
export function setMenu(text: ShellText, actions: MenuActions): void {
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    {
      label: text.file,
      submenu: [
        { label: text.openArchive, accelerator: 'CmdOrCtrl+O', click: actions.openArchive },
        { type: 'separator' },
        process.platform === 'darwin' ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { label: text.edit, role: 'editMenu' },
    { label: text.view, submenu: viewItems() },
    { label: text.windowMenu, role: 'windowMenu' },
    { label: text.help, role: 'help', submenu: [{ label: text.showLogs, click: actions.showLogs }] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function viewItems(): MenuItemConstructorOptions[] {
  const zoom: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ];
  if (app.isPackaged) return zoom;
  return [...zoom, { type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }];
}
