import { useTranslation } from 'react-i18next';
import { useRestore } from '../../stores';
import { Icon } from '../../ui/icon';
import styles from './path-steps.module.css';
import type { Stage } from './restore-store';

const ORDER = ['drop', 'target', 'plan', 'run'] as const;

/** Where on the path one is; stages that were passed are one click back, nothing entered is lost. */
export function PathSteps() {
  const { t } = useTranslation();
  const stage = useRestore((state) => state.stage);
  const goTo = useRestore((state) => state.goTo);
  const here = ORDER.indexOf(placeOf(stage));
  return (
    <ol className={`${styles.path} no-print`} aria-label={t('restore.path.label')}>
      {ORDER.map((name, index) => (
        <li
          key={name}
          aria-current={index === here ? 'step' : undefined}
          data-passed={index < here || undefined}
        >
          {index > 0 ? <Icon name="right" size={12} /> : null}
          {index < here && stage !== 'run' ? (
            <button type="button" onClick={() => goTo(name === 'drop' ? 'found' : name)}>
              {t(`restore.path.${name}`)}
            </button>
          ) : (
            <span>{t(`restore.path.${name}`)}</span>
          )}
        </li>
      ))}
    </ol>
  );
}

function placeOf(stage: Stage): (typeof ORDER)[number] {
  return stage === 'inspecting' || stage === 'found' ? 'drop' : stage;
}
