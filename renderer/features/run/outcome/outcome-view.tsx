import { useTranslation } from 'react-i18next';
import { describeError } from '../../../../shared/errors/error-text';
import { manualLineWords } from '../../../../shared/phrases/manual-comments';
import { leftWords, noteWords } from '../../../../shared/phrases/phrase-text';
import type { Job } from '../../../../shared/restore/job';
import { wayForPerson } from '../../../../shared/restore/manual-way';
import type { RunState } from '../../../../shared/restore/run-state';
import { Card, Facts } from '../../../ui/card';
import { Copyable } from '../../../ui/copyable';
import { ErrorBlock, EvidenceFold } from '../../../ui/error-block';
import { Icon, type IconName } from '../../../ui/icon';
import { Moment } from '../../../ui/moment';
import { useFormat } from '../../../ui/use-format';
import { TimingsChart } from '../../jobs/timings-chart';
import { LeftOut } from '../../restore/left-out';
import { HoldingsCard } from '../../targets/holdings-card';
import { OutcomeButtons } from './outcome-buttons';
import styles from './outcome-view.module.css';
import { isEndedSince, madeAtOf, outcomeKey } from './site-state';
import { StepDurations } from './step-durations';
import { VerificationCard } from './verification-card';

/** How a run ended: the state of the site first, then cause and what to do, then what was verified. */
export function OutcomeView({
  run,
  job,
  place,
  onPruned,
}: {
  run: RunState;
  job: Job;
  place: 'restore' | 'jobs';
  /** Called when something of the job's was asked to go from its target. */
  onPruned: () => void;
}) {
  const { t } = useTranslation();
  return (
    <div className={styles.page}>
      <Head job={job} place={place} />
      {job.needs_person ? <Manual job={job} /> : null}
      <Figures job={job} />
      <div className={styles.columns}>
        <div className={styles.side}>
          <VerificationCard job={job} />
          {job.verification ? null : <StepDurations steps={run.steps} />}
          {job.restore_sql && job.left_out ? (
            <LeftOut groups={job.left_out} title={t('outcome.leftOut')} />
          ) : null}
        </div>
        <div className={styles.side}>
          <OldPair job={job} />
          {place === 'jobs' ? <HoldingsCard name={job.target} job={job} onPruned={onPruned} /> : null}
          {job.verification ? <StepDurations steps={run.steps} /> : null}
          <Administrators job={job} />
        </div>
      </div>
      {job.warnings.length > 0 ? (
        <Card title={t('outcome.warnings')} aside={job.warnings.length} flush>
          {job.warnings.map((error) => (
            <ErrorBlock key={`${error.code} ${JSON.stringify(error.params)}`} error={error} tone="warning" />
          ))}
        </Card>
      ) : null}
      {place === 'jobs' ? <TimingsChart target={job.target} /> : null}
    </div>
  );
}

function Head({ job, place }: { job: Job; place: 'restore' | 'jobs' }) {
  const { t } = useTranslation();
  const format = useFormat();
  const made = madeAtOf(job);
  const good = job.status === 'completed';
  const text = job.error ? describeError(job.error, format.language) : null;
  const words = { target: job.target, made: format.dateTime(made), file: job.original_filename };
  const key = outcomeKey(job, made);
  return (
    <section
      className={styles.head}
      data-tone={good ? 'ok' : job.needs_person ? 'danger' : 'plain'}
      aria-live="polite"
    >
      <span className={styles.mark}>
        <Icon name={headIcon(job)} size={24} />
      </span>
      <div className={styles.words}>
        <p className={styles.state}>
          {key === 'uploaded' ? t('jobs.uploaded', words) : t(`outcome.${key}`, words)}
        </p>
        {key === 'uploaded' ? <p>{t('jobs.uploadedNext')}</p> : null}
        {job.status === 'interrupted' ? <p className="muted">{t('outcome.lastKnown')}</p> : null}
        {text && job.error ? (
          <>
            <p>
              <strong>{text.title}.</strong> {text.explanation} {leftWords(job.error.left, format.language)}
            </p>
            {text.next && !isEndedSince(job) ? <p>{text.next}</p> : null}
            <EvidenceFold error={job.error} />
          </>
        ) : null}
        <p className="muted">
          {t('outcome.when')}: <Moment iso={job.completed_at} /> · {t('outcome.who')}: {job.uploaded_by}
        </p>
      </div>
      <OutcomeButtons job={job} place={place} />
    </section>
  );
}

function headIcon(job: Job): IconName {
  if (job.status === 'completed') return 'check';
  if (job.status === 'uploaded') return 'ring';
  return job.status === 'rolled_back' || job.outcome === 'reversed' ? 'back' : 'octagon';
}

function Figures({ job }: { job: Job }) {
  const { t } = useTranslation();
  const format = useFormat();
  const times = [
    [t('outcome.figures.duration'), format.duration(job.duration_seconds)],
    [t('outcome.figures.downtime'), format.duration(job.downtime_seconds)],
  ] as const;
  const restored = [
    [t('outcome.figures.rows'), format.number(job.sql_records_restored)],
    [t('outcome.figures.files'), format.number(job.media_files_restored)],
    [t('outcome.figures.media'), format.bytes(job.media_size_mb * 1e6)],
  ] as const;
  // Taken back, what was restored is not what the site runs on; interrupted, nothing is known to be restored; uploaded,
  // nothing is.
  const withoutRestored =
    job.status === 'rolled_back' || job.status === 'interrupted' || job.status === 'uploaded';
  const figures = withoutRestored ? times : [...restored, ...times];
  return (
    <dl className={styles.figures}>
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function OldPair({ job }: { job: Job }) {
  const { t } = useTranslation();
  const rows: [string, React.ReactNode][] = [];
  if (job.old_pair?.database)
    rows.push([t('outcome.oldDatabase'), <Copyable key="d" value={job.old_pair.database} />]);
  if (job.old_pair?.media)
    rows.push([t('outcome.oldMedia'), <Copyable key="m" value={job.old_pair.media} />]);
  if (job.safety_backup_path)
    rows.push([t('outcome.safetyBackup'), <Copyable key="s" value={job.safety_backup_path} />]);
  if (rows.length === 0) return null;
  return (
    <Card title={t(job.old_pair ? 'outcome.oldPair' : 'outcome.keptThere')}>
      <Facts rows={rows} />
      {job.old_pair ? <p className="muted">{t('outcome.oldPairText')}</p> : null}
    </Card>
  );
}

function Administrators({ job }: { job: Job }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (job.administrators.length === 0) return null;
  return (
    <Card title={t('outcome.admins')} aside={job.administrators.length}>
      <ul>
        {job.administrators.map((person) => (
          <li key={person.email} className={styles.person}>
            <Copyable value={person.email} />
            <span className="muted">
              {noteWords(person, format.language) || t(`outcome.adminAction.${person.action}`)}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Commands with names filled in; each copies. */
function Manual({ job }: { job: Job }) {
  const { t } = useTranslation();
  const { language } = useFormat();
  const { held, commands } = wayForPerson(job);
  const lines = commands.map((line) => manualLineWords(line, language));
  return (
    <Card
      title={t('outcome.manual')}
      aside={<Copyable value={lines.join('\n')} shown={t('common.copyAll')} plain />}
    >
      <p className="muted">{t(held ? 'outcome.manualText' : 'jobs.manualOnHost')}</p>
      <ol className={styles.manual}>
        {lines.map((command) => (
          <li key={command}>
            <Copyable value={command} />
          </li>
        ))}
      </ol>
    </Card>
  );
}
