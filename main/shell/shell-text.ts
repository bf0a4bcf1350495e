import type { Language } from '../../shared/language';

/** The words the shell shows outside the page: menu, dialogs, notifications. */
export interface ShellText {
  readonly file: string;
  readonly openArchive: string;
  readonly edit: string;
  readonly view: string;
  readonly windowMenu: string;
  readonly help: string;
  readonly showLogs: string;
  readonly archives: string;
  readonly allFiles: string;
  readonly chooseArchive: string;
  readonly chooseFolder: string;
  readonly chooseKey: string;
  readonly save: string;
  readonly webPage: string;
  readonly quitQuestion: string;
  readonly keepOpen: string;
  readonly quit: string;
  readonly completed: (target: string) => string;
  readonly failed: (target: string) => string;
  readonly failedUnchanged: string;
  readonly failedReversed: string;
  readonly needsPerson: string;
  readonly cancelled: (target: string) => string;
  readonly interrupted: (target: string) => string;
}

const EN: ShellText = {
  file: 'File',
  openArchive: 'Open archive…',
  edit: 'Edit',
  view: 'View',
  windowMenu: 'Window',
  help: 'Help',
  showLogs: 'Show log folder',
  archives: 'Backup archives',
  allFiles: 'All files',
  chooseArchive: 'Choose a backup archive',
  chooseFolder: 'Choose a folder',
  chooseKey: 'Choose a private key',
  save: 'Save',
  webPage: 'Web page',
  quitQuestion: 'Quit while a restore runs?',
  keepOpen: 'Keep open',
  quit: 'Quit',
  completed: (target) => `${target} runs on the backup`,
  failed: (target) => `The restore on ${target} failed`,
  failedUnchanged: 'The site is up on its own data; nothing was changed.',
  failedReversed: 'The site was put back on its own data.',
  needsPerson: 'It needs a person: open the console.',
  cancelled: (target) => `The restore on ${target} was cancelled`,
  interrupted: (target) => `The restore on ${target} was interrupted`,
};

const ES: ShellText = {
  file: 'Archivo',
  openArchive: 'Abrir copia de seguridad…',
  edit: 'Edición',
  view: 'Ver',
  windowMenu: 'Ventana',
  help: 'Ayuda',
  showLogs: 'Mostrar carpeta de registros',
  archives: 'Copias de seguridad',
  allFiles: 'Todos los archivos',
  chooseArchive: 'Elegir una copia de seguridad',
  chooseFolder: 'Elegir una carpeta',
  chooseKey: 'Elegir una clave privada',
  save: 'Guardar',
  webPage: 'Página web',
  quitQuestion: '¿Salir mientras se restaura?',
  keepOpen: 'Seguir aquí',
  quit: 'Salir',
  completed: (target) => `${target} corre con la copia de seguridad`,
  failed: (target) => `La restauración en ${target} falló`,
  failedUnchanged: 'El sitio sigue con sus datos; nada ha cambiado.',
  failedReversed: 'El sitio volvió a sus datos anteriores.',
  needsPerson: 'Necesita a una persona: abre la consola.',
  cancelled: (target) => `La restauración en ${target} se canceló`,
  interrupted: (target) => `La restauración en ${target} quedó interrumpida`,
};

/** The shell's words in a language. */
export function shellText(language: Language): ShellText {
  return language === 'es' ? ES : EN;
}
