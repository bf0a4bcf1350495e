import { Checkbox, Radio, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { strategySchema } from '../../../shared/restore/job';
import { useRestore } from '../../stores';
import { Card } from '../../ui/card';
import { fileNameOf } from './file-name';
import { offeredOverrides, withOverride } from './overrides';
import styles from './plan-view.module.css';

/** What to restore and how; a change asks for the plan again at once. */
export function PlanOptions() {
  const { t } = useTranslation();
  const options = useRestore((state) => state.options);
  const manifest = useRestore((state) => state.manifest);
  const plan = useRestore((state) => state.plan);
  const set = useRestore((state) => state.setOptions);
  const dumps = manifest?.dumps ?? [];
  const { overrides } = options;
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
        {offeredOverrides(plan, overrides).map((code) => (
          <Checkbox
            key={code}
            label={t(`restore.plan.overrides.${code}.label`)}
            description={t(`restore.plan.overrides.${code}.means`)}
            classNames={{ description: styles.means ?? '' }}
            checked={overrides.includes(code)}
            onChange={(event) =>
              void set({ overrides: withOverride(overrides, code, event.currentTarget.checked) })
            }
          />
        ))}
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
              classNames={{ description: styles.means ?? '' }}
              disabled={!options.restoreSql}
            />
          </div>
        </Radio.Group>
      </div>
    </Card>
  );
}
