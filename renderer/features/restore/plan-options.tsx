import { Checkbox, Radio, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { strategySchema } from '../../../shared/restore/job';
import { useRestore } from '../../stores';
import { Card } from '../../ui/card';
import { fileNameOf } from './file-name';
import styles from './plan-view.module.css';

/** What to restore and how; a change asks for the plan again at once. */
export function PlanOptions() {
  const { t } = useTranslation();
  const options = useRestore((state) => state.options);
  const manifest = useRestore((state) => state.manifest);
  const behind = useRestore((state) =>
    [...(state.plan?.blockers ?? []), ...(state.plan?.warnings ?? [])].some(
      ({ code }) => code === 'code-behind-data',
    ),
  );
  const set = useRestore((state) => state.setOptions);
  const dumps = manifest?.dumps ?? [];
  const overridden = options.overrides.includes('code-behind-data');
  return (
    <Card title={t('restore.plan.options')}>
      <div className={styles.options}>
        <Checkbox
          label={t('restore.plan.database')}
          checked={options.restoreSql}
          disabled={dumps.length === 0 || (options.restoreSql && !options.restoreMedia)}
          onChange={(event) => void set({ restoreSql: event.currentTarget.checked })}
        />
        <Checkbox
          label={t('restore.plan.mediaOption')}
          checked={options.restoreMedia}
          disabled={!manifest?.media || (options.restoreMedia && !options.restoreSql)}
          onChange={(event) => void set({ restoreMedia: event.currentTarget.checked })}
        />
        <Checkbox
          label={t('restore.plan.safety')}
          checked={options.safetyBackup && options.restoreSql}
          disabled={!options.restoreSql}
          onChange={(event) => void set({ safetyBackup: event.currentTarget.checked })}
        />
        {behind || overridden ? (
          <Checkbox
            label={t('restore.plan.override')}
            checked={overridden}
            onChange={(event) =>
              void set({ overrides: event.currentTarget.checked ? ['code-behind-data'] : [] })
            }
          />
        ) : null}
        {dumps.length > 1 ? (
          <Select
            label={t('restore.plan.dump')}
            placeholder={t('restore.plan.chooseDump')}
            data={dumps.map(({ name }) => ({ value: name, label: fileNameOf(name) }))}
            value={options.dump}
            onChange={(dump) => void set({ dump })}
          />
        ) : null}
        <Radio.Group
          label={t('restore.plan.strategy')}
          value={options.strategy}
          onChange={(strategy) => void set({ strategy: strategySchema.parse(strategy) })}
        >
          <div className={styles.strategies}>
            <Radio value="swap" label={t('restore.plan.swap')} />
            <Radio
              value="in-place"
              label={t('restore.plan.inPlace')}
              description={t('restore.plan.inPlaceText')}
              disabled={!options.restoreSql}
            />
          </div>
        </Radio.Group>
      </div>
    </Card>
  );
}
