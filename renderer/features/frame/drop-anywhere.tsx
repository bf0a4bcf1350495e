import { type ReactNode, type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../../console-context';
import { Icon } from '../../ui/icon';
import styles from './drop-anywhere.module.css';

/** Takes a dropped archive on every screen. Anything else that is dropped is refused in words, and never navigates. */
export function DropAnywhere({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const { client, stores } = useConsole();
  const [note, setNote] = useState<'nav.dropNoPath' | 'nav.dropOne' | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const over = useDrop(place, (files) => {
    const file = files[0];
    const path = file ? client.pathForFile(file) : '';
    if (path === '') {
      setNote('nav.dropNoPath');
      return;
    }
    setNote(files.length > 1 ? 'nav.dropOne' : null);
    stores.navigation.getState().show('restore');
    void stores.restore.getState().open(path);
  });
  return (
    <div ref={place}>
      {children}
      {over ? (
        <div className={styles.veil}>
          <div className={styles.field}>
            <Icon name="restore" size={32} />
            <strong>{t('nav.dropHere')}</strong>
            <span>{t('nav.dropHint')}</span>
          </div>
        </div>
      ) : null}
      {note ? (
        <div className={styles.note} role="status">
          <span>{t(note)}</span>
          <button type="button" onClick={() => setNote(null)}>
            {t('common.close')}
          </button>
        </div>
      ) : null}
    </div>
  );
}

/** Listens for files dragged over an element; true while they are. A dialog above it is inside the body, so the body is what listens. */
function useDrop(place: RefObject<HTMLElement | null>, onFiles: (files: FileList) => void): boolean {
  const [over, setOver] = useState(false);
  const dropped = useEffectEvent(onFiles);
  useEffect(() => {
    const body = place.current?.ownerDocument.body;
    if (!body) return;
    const listening = new AbortController();
    const { signal } = listening;
    let depth = 0;
    const move = (by: number) => {
      depth = Math.max(0, depth + by);
      setOver(depth > 0);
    };
    body.addEventListener('dragenter', (event) => event.dataTransfer?.types.includes('Files') && move(1), {
      signal,
    });
    body.addEventListener('dragleave', () => move(-1), { signal });
    body.addEventListener('dragover', (event) => event.preventDefault(), { signal });
    body.addEventListener(
      'drop',
      (event) => {
        event.preventDefault();
        move(-depth);
        if (event.dataTransfer) dropped(event.dataTransfer.files);
      },
      { signal },
    );
    return () => listening.abort();
  }, [place]);
  return over;
}
