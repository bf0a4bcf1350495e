import type { Language } from '../../shared/language';
import { isOutOfService, type RunState } from '../../shared/restore/run-state';
import type { StepId } from '../../shared/restore/steps';

/**
 * What the host does, and does not do, once this console is gone, by the step that runs now (design §5, "Who keeps
 * it going"). Stated as facts: nothing stops services unattended, nothing starts those that a restore in place has
 * stopped, a begun cutover ends by itself.
 */
type Kind =
  | 'recovers'
  | 'nothing-yet'
  | 'keeps-part'
  | 'step-ends'
  | 'down'
  | 'cutover'
  | 'turn'
  | 'after'
  | 'turn-after';

const KIND_OF_STEP: Readonly<Record<StepId, Kind>> = {
  preflight: 'nothing-yet',
  lock: 'nothing-yet',
  upload: 'keeps-part',
  'safety-backup': 'step-ends',
  load: 'step-ends',
  merge: 'step-ends',
  verify: 'step-ends',
  'stage-media': 'step-ends',
  cutover: 'cutover',
  after: 'after',
};

const SENTENCES: Readonly<Record<Language, Readonly<Record<Kind, (target: string) => string>>>> = {
  en: {
    'nothing-yet': (target) =>
      `${target}: the site is up on its own data. The host goes on with nothing; nothing was changed there.`,
    'keeps-part': (target) =>
      `${target}: the site is up on its own data. The upload stops. What has arrived stays on the host and is resumed next time.`,
    'step-ends': (target) =>
      `${target}: the site is up on its own data. The host ends the step that runs now and goes no further: no service is stopped. The run waits as interrupted until you recover it.`,
    recovers: (target) =>
      `${target}: a run that was cut off is being ended. A cutover that was begun ends alone on the host. The rest waits, and the target stays locked, until you recover the run again.`,
    down: (target) =>
      `${target}: the site is down. The host ends the step that runs now and goes no further: no service is started. The site stays down until you recover the run.`,
    cutover: (target) =>
      `${target}: the site is being switched over. The host ends this alone, on the new data or back on the old, complete either way. Nobody watches it while the console is closed.`,
    turn: (target) =>
      `${target}: the site is being switched over. The host ends this alone, on the kept pair or back on the one taken out, complete either way. Nobody watches it while the console is closed.`,
    'turn-after': (target) =>
      `${target}: live and kept pair have changed places. The target stays locked until you recover the run.`,
    after: (target) =>
      `${target}: the site runs on the backup's data. The host ends the command that runs now. The target stays locked until you recover the run.`,
  },
  es: {
    'nothing-yet': (target) =>
      `${target}: el sitio sigue con sus datos. El servidor no continúa con nada; nada ha cambiado en él.`,
    'keeps-part': (target) =>
      `${target}: el sitio sigue con sus datos. La subida se detiene. Lo que ya llegó queda en el servidor y se retoma la próxima vez.`,
    'step-ends': (target) =>
      `${target}: el sitio sigue con sus datos. El servidor termina el paso en curso y no pasa de ahí: no se detiene ningún servicio. La ejecución queda interrumpida hasta que la recuperes.`,
    recovers: (target) =>
      `${target}: se está terminando una ejecución que quedó a medias. Un cambio ya iniciado termina solo en el servidor. Lo demás espera, y el destino queda bloqueado, hasta que recuperes la ejecución de nuevo.`,
    down: (target) =>
      `${target}: el sitio está sin servicio. El servidor termina el paso en curso y no pasa de ahí: no se arranca ningún servicio. El sitio sigue sin servicio hasta que recuperes la ejecución.`,
    cutover: (target) =>
      `${target}: el sitio está en pleno cambio. El servidor lo termina solo, con los datos nuevos o de vuelta en los anteriores, completos en ambos casos. Nadie lo mira mientras la consola esté cerrada.`,
    turn: (target) =>
      `${target}: el sitio está en pleno cambio. El servidor lo termina solo, con el par guardado o de vuelta en el que se sacó, completos en ambos casos. Nadie lo mira mientras la consola esté cerrada.`,
    'turn-after': (target) =>
      `${target}: el par vivo y el guardado cambiaron de lugar. El destino queda bloqueado hasta que recuperes la ejecución.`,
    after: (target) =>
      `${target}: el sitio corre con los datos de la copia. El servidor termina la orden en curso. El destino queda bloqueado hasta que recuperes la ejecución.`,
  },
};

/** One sentence or two for one run, in the operator's language. */
export function quitConsequence(run: RunState, language: Language): string {
  return SENTENCES[language][kindOf(run)](run.target || run.jobId);
}

function kindOf(run: RunState): Kind {
  if (run.recovering) return 'recovers';
  const step = currentStep(run);
  const usual = KIND_OF_STEP[step];
  if (run.turn && usual === 'cutover') {
    return run.steps.some(({ id, state }) => id === step && state === 'done') ? 'turn-after' : 'turn';
  }
  const endsAlone = usual === 'cutover' || usual === 'after';
  return isOutOfService(run) && !endsAlone ? 'down' : usual;
}

function currentStep(run: RunState): StepId {
  const running = run.steps.find((step) => step.state === 'running' || step.state === 'stalled');
  if (running) return running.id;
  // Between two steps: what was done last decides what lies on the host.
  return run.steps.filter((step) => step.state === 'done').at(-1)?.id ?? 'preflight';
}
