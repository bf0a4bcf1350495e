import { useTranslation } from 'react-i18next';
import type { JobStatus } from '../../shared/restore/job';
import type { StepState } from '../../shared/restore/steps';
import { Icon, type IconName } from './icon';
import styles from './status-mark.module.css';

type Tone = 'accent' | 'ok' | 'warning' | 'danger' | 'muted';

const STEP_MARKS: Readonly<Record<StepState, { icon: IconName; tone: Tone }>> = {
  waiting: { icon: 'ring', tone: 'muted' },
  running: { icon: 'play', tone: 'accent' },
  done: { icon: 'check', tone: 'ok' },
  skipped: { icon: 'skip', tone: 'muted' },
  failed: { icon: 'octagon', tone: 'danger' },
  cancelled: { icon: 'stop', tone: 'muted' },
  reversed: { icon: 'back', tone: 'warning' },
  stalled: { icon: 'pause', tone: 'warning' },
};

const JOB_MARKS: Readonly<Record<JobStatus, { icon: IconName; tone: Tone }>> = {
  validating: { icon: 'play', tone: 'accent' },
  uploaded: { icon: 'ring', tone: 'muted' },
  restoring: { icon: 'play', tone: 'accent' },
  completed: { icon: 'check', tone: 'ok' },
  failed: { icon: 'octagon', tone: 'danger' },
  cancelled: { icon: 'stop', tone: 'muted' },
  interrupted: { icon: 'pause', tone: 'warning' },
  rolled_back: { icon: 'back', tone: 'warning' },
};

/** A state as shape and word, colour only added. */
export function Mark({
  icon,
  tone,
  label,
  hideLabel = false,
}: {
  icon: IconName;
  tone: Tone;
  label: string;
  hideLabel?: boolean;
}) {
  return (
    <span className={styles.mark} data-tone={tone}>
      <Icon name={icon} />
      <span className={hideLabel ? 'visually-hidden' : undefined}>{label}</span>
    </span>
  );
}

export function StepMark({ state, hideLabel = false }: { state: StepState; hideLabel?: boolean }) {
  const { t } = useTranslation();
  return <Mark {...STEP_MARKS[state]} label={t(`stepStates.${state}`)} hideLabel={hideLabel} />;
}

export function JobMark({ status }: { status: JobStatus }) {
  const { t } = useTranslation();
  return <Mark {...JOB_MARKS[status]} label={t(`jobStatuses.${status}`)} />;
}
