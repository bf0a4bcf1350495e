import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type BrowserWindow, dialog, type OpenDialogOptions } from 'electron';
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
    const window = this.window();
    const options = { title: this.text().save, defaultPath: suggestedName };
    const answer = window
      ? await dialog.showSaveDialog(window, options)
      : await dialog.showSaveDialog(options);
    if (answer.canceled || !answer.filePath) return null;
    await writeFile(answer.filePath, await content());
    return answer.filePath;
  }

  private async open(options: OpenDialogOptions): Promise<string | null> {
    const window = this.window();
    const answer = window
      ? await dialog.showOpenDialog(window, options)
      : await dialog.showOpenDialog(options);
    return answer.canceled ? null : (answer.filePaths[0] ?? null);
  }
}
