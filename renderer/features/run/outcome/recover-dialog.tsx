import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Environment } from '../../../../shared/profile';
import { useConsole } from '../../../console-context';
import { ConfirmTargetDialog } from './confirm-target-dialog';

/**
 * Ends an interrupted run on the old or the new pair; the target's name is typed as for a restore. `closable` false: the
 * host has just answered, so that it is not offered to close the job without it.
 */
export function RecoverDialog({
  target,
  environment,
  closable = true,
  opened,
  onClose,
}: {
  target: string;
  environment: Environment;
  closable?: boolean;
  opened: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { client } = useConsole();
  const [forget, setForget] = useState(false);
  return (
    <ConfirmTargetDialog
      target={target}
      environment={environment}
      title={t('recover.title', { target })}
      go={forget ? t('recover.goForget') : t('recover.go', { target })}
      stopsServices={false}
      opened={opened}
      onClose={onClose}
      ask={(confirm) => client.call.restore.recover({ target, confirm, forget })}
    >
      <p>{t('recover.text')}</p>
      {closable ? (
        <Checkbox
          label={t('recover.forget')}
          checked={forget}
          onChange={(event) => setForget(event.currentTarget.checked)}
        />
      ) : null}
    </ConfirmTargetDialog>
  );
}
