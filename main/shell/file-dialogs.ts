import { chmod, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type BrowserWindow, dialog, type OpenDialogOptions, type SaveDialogOptions } from 'electron';
import type { ShellText } from './shell-text';

/** The system's own file dialogs, attached to the window. A cancelled dialog is null. */
export class FileDialogs {
  constructor(
    private readonly window: () => BrowserWindow | null,
    private readonly text: () => ShellText,
  ) {}

  chooseArchive(): Promise<string | null> {
    const text = this.text();
    return this.open({
      title: text.chooseArchive,
      properties: ['openFile'],
      // Names are only a help to find the file: the verdict looks at its bytes.
      filters: [
        { name: text.archives, extensions: ['gz', 'tgz', 'zst', 'tar'] },
        { name: text.allFiles, extensions: ['*'] },
      ],
    });
  }

  chooseFolder(): Promise<string | null> {
    return this.open({ title: this.text().chooseFolder, properties: ['openDirectory'] });
  }

  chooseKey(): Promise<string | null> {
    return this.open({
      title: this.text().chooseKey,
      defaultPath: join(homedir(), '.ssh'),
      properties: ['openFile', 'showHiddenFiles'],
    });
  }

  /** Asks where to, and writes what `content` gives only then. */
  async save(suggestedName: string, content: () => Promise<string>): Promise<string | null> {
    const path = await this.ask({ title: this.text().save, defaultPath: suggestedName });
    if (path !== null) await writeFile(path, await content());
    return path;
  }

  /** Asks where to, and writes the report as a page, or as JSON where the name ends so; readable by its owner alone. */
  async saveReport(suggestedName: string, content: (format: 'html' | 'json') => string): Promise<boolean> {
    const text = this.text();
    const path = await this.ask({
      title: text.save,
      defaultPath: suggestedName,
      filters: [
        { name: text.webPage, extensions: ['html'] },
        { name: 'JSON', extensions: ['json'] },
      ],
    });
    if (path === null) return false;
    await writeFile(path, '', { mode: 0o600 });
    await chmod(path, 0o600);
    await writeFile(path, content(/\.json$/i.test(path) ? 'json' : 'html'));
    return true;
  }

  private async ask(options: SaveDialogOptions): Promise<string | null> {
    const window = this.window();
    const answer = window
      ? await dialog.showSaveDialog(window, options)
      : await dialog.showSaveDialog(options);
    return answer.canceled || !answer.filePath ? null : answer.filePath;
  }

  private async open(options: OpenDialogOptions): Promise<string | null> {
    const window = this.window();
    const answer = window
      ? await dialog.showOpenDialog(window, options)
      : await dialog.showOpenDialog(options);
    return answer.canceled ? null : (answer.filePaths[0] ?? null);
  }
}
