import { Button, Checkbox, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AppError, toAppError } from '../../../shared/errors/app-error';
import type { HopSecret } from '../../../shared/target-checks';
import { ErrorBlock } from '../../ui/error-block';
import styles from './reach-detail.module.css';

/** Asks for one secret. It goes to the keychain or to memory, and is cleared here at once. */
export function SecretForm({
  hop,
  kind,
  onSecret,
}: {
  hop: number;
  kind: 'password' | 'passphrase';
  onSecret: (secret: HopSecret, remember: boolean) => Promise<void>;
}) {
  const { t } = useTranslation();
  const [value, setValue] = useState('');
  const [remember, setRemember] = useState(true);
  const [error, setError] = useState<AppError | null>(null);
  const submit = async () => {
    setError(null);
    const secret = value;
    setValue('');
    try {
      await onSecret({ hop, kind, value: secret }, remember);
    } catch (thrown) {
      setError(toAppError(thrown));
    }
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (value !== '') void submit();
      }}
    >
      <PasswordInput
        label={t(`targets.secretLabels.${kind}`)}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
        autoComplete="off"
      />
      <Checkbox
        label={t('targets.rememberSecret')}
        checked={remember}
        onChange={(event) => setRemember(event.currentTarget.checked)}
      />
      {error ? <ErrorBlock error={error} /> : null}
      <div>
        <Button type="submit" disabled={value === ''}>
          {t('targets.useSecret')}
        </Button>
      </div>
    </form>
  );
}
