import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../../../shared/restore/job';
import { useConsole } from '../../../console-context';
import { useFormat } from '../../../ui/use-format';

/** Opens the job's report in the system's browser, in the window's language. */
export function OpenReport({ job }: { job: Job }) {
  const { t } = useTranslation();
  const { language } = useFormat();
  const { client } = useConsole();
  const [failed, setFailed] = useState(false);
  const open = async () => {
    setFailed(false);
    await client.call.jobs.openReport({ jobId: job.id, language }).catch(() => setFailed(true));
  };
  return (
    <>
      <Button onClick={() => void open()}>{t('outcome.openReport')}</Button>
      <span className={failed ? undefined : 'visually-hidden'} role="status">
        {failed ? t('outcome.reportNotOpened') : ''}
      </span>
    </>
  );
}
