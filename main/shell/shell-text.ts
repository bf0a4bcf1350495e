import type { Language } from '../../shared/language';
import type { TurnDirection } from '../../shared/restore/run-event';

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
  readonly rolledBack: (target: string) => string;
  /** A rollback, by the way it went. */
  readonly turnFailed: Readonly<Record<TurnDirection, (target: string) => string>>;
  readonly turnCancelled: Readonly<Record<TurnDirection, (target: string) => string>>;
  readonly turnInterrupted: Readonly<Record<TurnDirection, (target: string) => string>>;
  /** The pair that was live before it, untouched or put back. */
  readonly turnUnchanged: Readonly<Record<TurnDirection, string>>;
  readonly turnReversed: Readonly<Record<TurnDirection, string>>;
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
  rolledBack: (target) => `${target} is back on its data from before the restore`,
  turnFailed: {
    back: (target) => `The rollback of ${target} failed`,
    forward: (target) => `Going forward again on ${target} failed`,
  },
  turnCancelled: {
    back: (target) => `The rollback of ${target} was cancelled`,
    forward: (target) => `Going forward again on ${target} was cancelled`,
  },
  turnInterrupted: {
    back: (target) => `The rollback of ${target} was interrupted`,
    forward: (target) => `Going forward again on ${target} was interrupted`,
  },
  turnUnchanged: {
    back: 'The site runs on the restored data; nothing was changed.',
    forward: 'The site runs on its data from before the restore; nothing was changed.',
  },
  turnReversed: {
    back: 'The site was put back on the restored data.',
    forward: 'The site was put back on its data from before the restore.',
  },
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
  rolledBack: (target) => `${target} volvió a sus datos de antes de la restauración`,
  turnFailed: {
    back: (target) => `La vuelta atrás de ${target} falló`,
    forward: (target) => `El nuevo avance de ${target} falló`,
  },
  turnCancelled: {
    back: (target) => `La vuelta atrás de ${target} se canceló`,
    forward: (target) => `El nuevo avance de ${target} se canceló`,
  },
  turnInterrupted: {
    back: (target) => `La vuelta atrás de ${target} quedó interrumpida`,
    forward: (target) => `El nuevo avance de ${target} quedó interrumpido`,
  },
  turnUnchanged: {
    back: 'El sitio sigue con los datos restaurados; nada ha cambiado.',
    forward: 'El sitio sigue con sus datos de antes de la restauración; nada ha cambiado.',
  },
  turnReversed: {
    back: 'El sitio volvió a los datos restaurados.',
    forward: 'El sitio volvió a sus datos de antes de la restauración.',
  },
};

/** The shell's words in a language. */
export function shellText(language: Language): ShellText {
  return language === 'es' ? ES : EN;
}
