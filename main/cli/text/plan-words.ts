import type { Language } from '../../../shared/language';
import type { CancelRule } from '../../../shared/restore/steps';

/** The words of a plan's text. `{name}` is filled in. */
export interface PlanWords {
  readonly on: string;
  readonly headline: string;
  readonly firstTime: string;
  readonly about: string;
  readonly downtime: string;
  readonly blocked: string;
  readonly warnings: string;
  readonly steps: string;
  readonly noReturn: string;
  readonly leftOut: string;
  readonly line: string;
  readonly more: string;
  readonly space: string;
  readonly spaceLine: string;
  readonly tooSmall: string;
  readonly administrators: string;
  readonly code: string;
  readonly rights: string;
  readonly superuser: string;
  readonly functions: string;
  readonly triggers: string;
  readonly policies: string;
  readonly cancel: Readonly<Record<CancelRule, string>>;
}

const EN: PlanWords = {
  on: 'on',
  headline: '{steps} steps, {time}{downtime}',
  firstTime: 'time: first time here',
  about: 'about {duration}',
  downtime: ', {duration} without service',
  blocked: 'Blocked by',
  warnings: 'Warnings',
  steps: 'Steps',
  noReturn: 'point of no return',
  leftOut: 'Left out of the dump',
  line: 'line {line}',
  more: '… and {count} more',
  space: 'Space',
  spaceLine: '{mount} ({purpose}): needs {needed}, free {free}, kept free {reserve}',
  tooSmall: 'TOO SMALL',
  administrators: 'Administrators kept',
  code: 'Code in the dump',
  rights: 'After the cutover it runs with the rights of {role}, which is no superuser.',
  superuser: 'After the cutover it runs with the rights of {role}, a SUPERUSER: nothing holds it back.',
  functions: 'function',
  triggers: 'trigger',
  policies: 'policy',
  cancel: {
    'nothing-to-undo': 'cancel: nothing to undo',
    'keeps-part': 'cancel: keeps the part for resuming',
    drops: 'cancel: drops what it made',
    'starts-again': 'cancel: the site starts again on its old data',
    'puts-back': 'cancel: the old database comes back from the safety backup',
    refused: 'cannot be cancelled',
  },
};

const ES: PlanWords = {
  on: 'en',
  headline: '{steps} pasos, {time}{downtime}',
  firstTime: 'tiempo: primera vez aquí',
  about: 'unos {duration}',
  downtime: ', {duration} sin servicio',
  blocked: 'Lo impide',
  warnings: 'Avisos',
  steps: 'Pasos',
  noReturn: 'punto sin retorno',
  leftOut: 'Lo que no se carga del volcado',
  line: 'línea {line}',
  more: '… y {count} más',
  space: 'Espacio',
  spaceLine: '{mount} ({purpose}): necesita {needed}, libres {free}, se reservan {reserve}',
  tooSmall: 'NO CABE',
  administrators: 'Administradores que se conservan',
  code: 'Código en el volcado',
  rights: 'Tras el cambio corre con los permisos de {role}, que no es superusuario.',
  superuser: 'Tras el cambio corre con los permisos de {role}, un SUPERUSUARIO: nada lo limita.',
  functions: 'función',
  triggers: 'disparador',
  policies: 'política',
  cancel: {
    'nothing-to-undo': 'cancelar: nada que deshacer',
    'keeps-part': 'cancelar: conserva lo subido para reanudar',
    drops: 'cancelar: elimina lo que hizo',
    'starts-again': 'cancelar: el sitio arranca otra vez con sus datos de antes',
    'puts-back': 'cancelar: la base de antes vuelve desde la copia de seguridad previa',
    refused: 'no se puede cancelar',
  },
};

export function planWords(language: Language): PlanWords {
  return language === 'es' ? ES : EN;
}
