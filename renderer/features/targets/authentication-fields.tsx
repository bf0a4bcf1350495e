import { Button, Checkbox, PasswordInput, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Authentication, Hop } from '../../../shared/profile';
import { useConsole } from '../../console-context';
import { useEditor } from './editor-context';
import styles from './targets-screen.module.css';

const KINDS = ['agent', 'key', 'password', 'keyboard-interactive'] as const;

function blank(kind: Authentication['kind']): Authentication {
  return kind === 'key' ? { kind, path: '', passphrase: false } : { kind };
}

/** How one hop is logged in to; a secret typed here is used for discovery and kept with the save. */
export function AuthenticationFields({
  path,
  index,
  hop,
  onChange,
}: {
  path: string;
  index: number;
  hop: Hop;
  onChange: (hop: Hop) => void;
}) {
  const { t } = useTranslation();
  const { errorAt } = useEditor();
  const { client } = useConsole();
  const auth = hop.authentication;
  const set = (authentication: Authentication) => onChange({ ...hop, authentication });
  return (
    <>
      <Select
        label={t('targets.fields.authentication')}
        data={KINDS.map((value) => ({ value, label: t(`targets.authKinds.${value}`) }))}
        value={auth.kind}
        onChange={(value) => set(blank(KINDS.find((kind) => kind === value) ?? 'agent'))}
      />
      {auth.kind === 'agent' ? (
        <TextInput
          label={t('targets.fields.socket')}
          placeholder={t('targets.fields.socketHint')}
          classNames={{ input: 'mono' }}
          value={auth.socket ?? ''}
          onChange={(event) =>
            set(
              event.currentTarget.value === ''
                ? { kind: 'agent' }
                : { kind: 'agent', socket: event.currentTarget.value },
            )
          }
        />
      ) : null}
      {auth.kind === 'key' ? (
        <>
          <div className={styles.choose}>
            <TextInput
              label={t('targets.fields.keyPath')}
              classNames={{ input: 'mono' }}
              value={auth.path}
              error={errorAt(`${path}.authentication.path`)}
              onChange={(event) => set({ ...auth, path: event.currentTarget.value })}
            />
            <Button
              onClick={() =>
                void client.call.targets.chooseKey({}).then(
                  (answer) => answer.path !== null && set({ ...auth, path: answer.path }),
                  () => undefined,
                )
              }
            >
              {t('targets.fields.chooseKey')}
            </Button>
          </div>
          <Checkbox
            className={styles.full ?? ''}
            label={t('targets.fields.passphrase')}
            checked={auth.passphrase}
            onChange={(event) => set({ ...auth, passphrase: event.currentTarget.checked })}
          />
        </>
      ) : null}
      <SecretField index={index} auth={auth} />
    </>
  );
}

function SecretField({ index, auth }: { index: number; auth: Authentication }) {
  const { t } = useTranslation();
  const { secrets, setSecrets } = useEditor();
  const kind =
    auth.kind === 'key' ? (auth.passphrase ? 'passphrase' : null) : auth.kind === 'agent' ? null : 'password';
  if (kind === null) return null;
  const value = secrets.find((secret) => secret.hop === index && secret.kind === kind)?.value ?? '';
  return (
    <PasswordInput
      label={t(`targets.secretLabels.${kind}`)}
      autoComplete="off"
      value={value}
      onChange={(event) => {
        const others = secrets.filter((secret) => secret.hop !== index || secret.kind !== kind);
        const typed = event.currentTarget.value;
        setSecrets(typed === '' ? others : [...others, { hop: index, kind, value: typed }]);
      }}
    />
  );
}
