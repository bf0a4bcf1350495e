import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Hop } from '../../../shared/profile';
import type { TargetSummary } from '../../../shared/target-checks';
import { useTargets } from '../../stores';
import { Card } from '../../ui/card';
import { SecretForm } from './secret-form';
import styles from './targets-screen.module.css';

/** Where this target's secrets are, in words; giving and forgetting them. */
export function SecretsCard({ target }: { target: TargetSummary }) {
  const { t } = useTranslation();
  const setSecret = useTargets((state) => state.setSecret);
  const forget = useTargets((state) => state.forgetSecrets);
  const [open, setOpen] = useState(target.secrets === 'missing');
  const kind = neededSecret(target.profile.host);
  return (
    <Card title={t('targets.sections.secrets')}>
      <p>{t(`targets.secretPlaces.${target.secrets}`)}</p>
      {kind ? (
        <div className={styles.secret}>
          {open ? (
            <SecretForm
              hop={-1}
              kind={kind}
              onSecret={async (secret, remember) => {
                await setSecret(target.profile.name, secret, remember);
                setOpen(false);
              }}
            />
          ) : (
            <Button onClick={() => setOpen(true)}>{t(`targets.secretLabels.${kind}`)}</Button>
          )}
          {target.secrets === 'keychain' || target.secrets === 'session' ? (
            <Button onClick={() => void forget(target.profile.name)}>{t('targets.forgetSecrets')}</Button>
          ) : null}
        </div>
      ) : null}
    </Card>
  );
}

function neededSecret(hop: Hop): 'password' | 'passphrase' | null {
  switch (hop.authentication.kind) {
    case 'agent':
      return null;
    case 'key':
      return hop.authentication.passphrase ? 'passphrase' : null;
    case 'password':
    case 'keyboard-interactive':
      return 'password';
  }
}
