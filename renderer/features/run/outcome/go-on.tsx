import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AppError, toAppError } from '../../../../shared/errors/app-error';
import type { Job } from '../../../../shared/restore/job';
import { useConsole } from '../../../console-context';
import { useNavigation } from '../../../stores';
import { ErrorBlock } from '../../../ui/error-block';

/** Takes an interrupted run up where the host stands with it, and shows it. */
export function GoOn({ job }: { job: Job }) {
  const { t } = useTranslation();
  const { client, stores } = useConsole();
  const showJob = useNavigation((state) => state.showJob);
  const [error, setError] = useState<AppError | null>(null);
  const [asking, setAsking] = useState(false);
  const goOn = async () => {
    setAsking(true);
    setError(null);
    try {
      const answer = await client.call.restore.attach({ jobId: job.id, target: job.target });
      if (answer.kind === 'refused') setError(answer.error);
      else {
        // Shown already, it was told as ended; the other process's run is looked at from here on.
        if (answer.kind === 'following') void stores.runs.getState().open(answer.jobId);
        showJob(answer.jobId);
      }
    } catch (thrown) {
      setError(toAppError(thrown));
    } finally {
      setAsking(false);
    }
  };
  return (
    <>
      <Button variant="filled" loading={asking} onClick={() => void goOn()}>
        {t('outcome.goOn')}
      </Button>
      {error ? <ErrorBlock error={error} /> : null}
    </>
  );
}
