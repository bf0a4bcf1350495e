import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../../../shared/restore/job';
import { useNavigation, useRestore } from '../../../stores';

/** Leads from an archive that lies on its target to the plan of its restore. */
export function RestoreUploaded({ job }: { job: Job }) {
  const { t } = useTranslation();
  const show = useNavigation((state) => state.show);
  const openUploaded = useRestore((state) => state.openUploaded);
  return (
    <Button
      variant="filled"
      onClick={() => {
        show('restore');
        void openUploaded(job);
      }}
    >
      {t('jobs.restoreUploaded')}
    </Button>
  );
}
