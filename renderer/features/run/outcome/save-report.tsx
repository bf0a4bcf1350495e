import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../../../shared/restore/job';
import { useConsole } from '../../../console-context';
import { Icon } from '../../../ui/icon';
import { useFormat } from '../../../ui/use-format';

type Saved = 'no' | 'saved' | 'failed';

/** Saves the job's report in the window's language; main asks where to and writes it. */
export function SaveReport({ job }: { job: Job }) {
  const { t } = useTranslation();
  const { language } = useFormat();
  const { client } = useConsole();
  const [saved, setSaved] = useState<Saved>('no');
  const save = async () => {
    setSaved('no');
    try {
      const answer = await client.call.jobs.saveReport({ jobId: job.id, language });
      setSaved(answer.saved ? 'saved' : 'no');
    } catch {
      setSaved('failed');
    }
  };
  return (
    <>
      <Button onClick={() => void save()} leftSection={saved === 'saved' ? <Icon name="check" /> : undefined}>
        {t('outcome.saveReport')}
      </Button>
      <span className={saved === 'failed' ? undefined : 'visually-hidden'} role="status">
        {saved === 'saved' ? t('outcome.reportSaved') : ''}
        {saved === 'failed' ? t('outcome.reportNotSaved') : ''}
      </span>
    </>
  );
}
