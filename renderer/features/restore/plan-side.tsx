import { useTranslation } from 'react-i18next';
import { noteWords, purposeWords } from '../../../shared/phrases/phrase-text';
import type { Plan, PlanSpace } from '../../../shared/restore/plan';
import { Card, Facts } from '../../ui/card';
import { Copyable } from '../../ui/copyable';
import { placed } from '../../ui/placed';
import { useFormat } from '../../ui/use-format';
import styles from './plan-view.module.css';

/** Beside the steps: space, names, administrators, code in the dump. */
export function PlanSide({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  return (
    <>
      <Card title={t('restore.plan.space')}>
        {plan.space.map((space) => (
          <SpaceBar key={`${space.purpose} ${space.mount}`} space={space} />
        ))}
      </Card>
      <Names plan={plan} />
      {plan.restore_sql ? <Administrators plan={plan} /> : null}
      <DumpCode plan={plan} />
    </>
  );
}

/** What the dump brings that runs by itself later, and with whose rights. */
function DumpCode({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { functions, triggers, policies, runs_as: runsAs } = plan;
  const names = [...functions, ...triggers, ...policies];
  if (names.length === 0) return null;
  return (
    <Card title={t('restore.plan.code')}>
      {runsAs ? (
        <p className="muted">
          {t(runsAs.superuser ? 'restore.plan.codeSuperuser' : 'restore.plan.codeRights', {
            role: runsAs.role,
          })}
        </p>
      ) : null}
      <details className={styles.fold}>
        <summary>
          {t('restore.plan.codeText', {
            functions: format.number(functions.length),
            triggers: format.number(triggers.length),
            policies: format.number(policies.length),
          })}
        </summary>
        <ul>
          {placed(names).map(({ place, value }) => (
            <li key={place}>
              <Copyable value={value} />
            </li>
          ))}
        </ul>
      </details>
    </Card>
  );
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function SpaceBar({ space }: { space: PlanSpace }) {
  const { t } = useTranslation();
  const format = useFormat();
  const used = space.total_bytes - space.free_bytes;
  const after = space.free_bytes - space.needed_bytes;
  const share = (bytes: number) => `${(100 * Math.max(0, bytes)) / Math.max(1, space.total_bytes)}%`;
  const purpose = sentenceCase(purposeWords(space.purpose, format.language));
  const figures = {
    used: format.bytes(used),
    needed: format.bytes(space.needed_bytes),
    total: format.bytes(space.total_bytes),
  };
  return (
    <div className={styles.space} data-short={!space.fits || undefined}>
      <div className={styles.spaceTop}>
        <span className={styles.spaceName}>
          {purpose} <Copyable value={space.mount} />
        </span>
        <span>
          {t('restore.plan.spaceLine', { needed: figures.needed, free: format.bytes(space.free_bytes) })}
        </span>
      </div>
      <div
        className={styles.spaceBar}
        role="img"
        aria-label={t('restore.plan.spaceBar', { purpose, ...figures })}
      >
        <span className={styles.spaceUsed} style={{ width: share(used) }} />
        <span
          className={styles.spaceNeeded}
          style={{ width: share(Math.min(space.needed_bytes, space.free_bytes)) }}
        />
        <span className={styles.spaceReserve} style={{ width: share(space.reserve_bytes) }} />
      </div>
      <div className={styles.spaceTop}>
        <span className="muted">
          {space.fits
            ? t('restore.plan.spaceAfter', {
                after: format.bytes(after),
                reserve: format.bytes(space.reserve_bytes),
              })
            : t('restore.plan.spaceShort', { missing: format.bytes(space.reserve_bytes - after) })}
        </span>
      </div>
    </div>
  );
}

function Names({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { databases, media } = plan;
  return (
    <Card title={t('restore.plan.names')}>
      <Facts
        rows={[
          ...(plan.restore_sql
            ? ([
                [t('restore.plan.live'), <Copyable key="live" value={databases.live} />],
                [t('restore.plan.fresh'), <Copyable key="fresh" value={databases.fresh} />],
                [
                  t('restore.plan.old'),
                  databases.old === '' ? (
                    t('restore.plan.oldInBackup')
                  ) : (
                    <Copyable key="old" value={databases.old} />
                  ),
                ],
              ] as const)
            : []),
          [
            t('restore.plan.services'),
            <ul key="services">
              {plan.services.map((service) => (
                <li key={service.name}>
                  <Copyable value={service.name} />
                  {service.running ? null : (
                    <span className="muted"> {t('restore.plan.serviceStopped')}</span>
                  )}
                </li>
              ))}
            </ul>,
          ],
          ...(media
            ? ([
                [
                  t('restore.plan.media'),
                  <div key="media">
                    <Copyable value={media.where} />
                    <div className="muted">{t(`restore.plan.mediaMode.${media.mode}`)}</div>
                  </div>,
                ],
                [
                  t('restore.plan.mediaNow'),
                  media.live_files === null
                    ? t('common.none')
                    : `${t('figures.files', { count: media.live_files, n: format.number(media.live_files) })}, ${format.bytes(media.live_bytes)}`,
                ],
              ] as const)
            : []),
        ]}
      />
    </Card>
  );
}

function Administrators({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Card title={t('restore.plan.admins')} aside={plan.administrators.length}>
      {plan.administrators.length === 0 ? <p className="muted">{t('restore.plan.noAdmins')}</p> : null}
      <ul className={styles.admins}>
        {plan.administrators.map((person) => (
          <li key={person.email}>
            <Copyable value={person.email} />
            <span className="muted">
              {noteWords(person, format.language) || t(`restore.plan.adminAction.${person.action}`)}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
