import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import { useEffect, useRef } from 'react';
import type { ConsoleClient } from '../../bridge/client';
import { useConsole } from '../../console-context';
import styles from './terminal-screen.module.css';
import type { TerminalState, TerminalTab } from './terminal-store';

/** One xterm: characters go straight between it and main; the size follows the pane. */
export function TerminalPane({ tab, shown }: { tab: TerminalTab; shown: boolean }) {
  const { client, stores } = useConsole();
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<{ terminal: Terminal; fit: FitAddon } | null>(null);
  useEffect(() => {
    if (!place.current) return;
    const attached = attach(place.current, client, stores.terminal.getState(), tab.id);
    view.current = attached;
    return attached.end;
  }, [client, stores, tab.id]);
  useEffect(() => {
    if (!shown) return;
    view.current?.fit.fit();
    view.current?.terminal.focus();
  }, [shown]);
  return <div ref={place} className={styles.pane} hidden={!shown} />;
}

function attach(
  place: HTMLElement,
  client: ConsoleClient,
  store: Pick<TerminalState, 'attach'>,
  terminalId: string,
) {
  const terminal = new Terminal({
    fontFamily: '"SF Mono", "Cascadia Mono", "DejaVu Sans Mono", "Liberation Mono", monospace',
    fontSize: 13,
    lineHeight: 1.2,
    cursorBlink: false,
    scrollback: 20_000,
    screenReaderMode: true,
    theme: {
      background: '#15191d',
      foreground: '#e2e7ec',
      cursor: '#6cb0f5',
      selectionBackground: '#2f557d',
    },
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(place);
  fit.fit();
  const typed = terminal.onData(
    (data) => void client.call.terminal.write({ terminalId, data }).catch(() => undefined),
  );
  const resized = terminal.onResize(
    ({ cols, rows }) => void client.call.terminal.resize({ terminalId, cols, rows }).catch(() => undefined),
  );
  const unlisten = store.attach(terminalId, (data) => terminal.write(data));
  const observer = new ResizeObserver(() => {
    if (place.offsetParent !== null) fit.fit();
  });
  observer.observe(place);
  const end = () => {
    observer.disconnect();
    unlisten();
    typed.dispose();
    resized.dispose();
    terminal.dispose();
  };
  return { terminal, fit, end };
}
