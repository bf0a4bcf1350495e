import { createStore, type StoreApi } from 'zustand/vanilla';
import { type AppError, toAppError } from '../../../shared/errors/app-error';
import type { ConsoleClient } from '../../bridge/client';

export interface TerminalTab {
  readonly id: string;
  readonly title: string;
  readonly target: string | null;
  /** Null while it lives. */
  readonly exitCode: number | null;
}

export interface TerminalState {
  readonly tabs: readonly TerminalTab[];
  readonly active: string | null;
  readonly error: AppError | null;
  /** The folder the backup script made, packed or being packed. */
  readonly packing: boolean;
  listen(): () => void;
  /** Gives a terminal's characters to `sink`, those that came before it first; returns the function that ends it. */
  attach(id: string, sink: (data: string) => void): () => void;
  open(target: string | null, firstLine?: string): Promise<void>;
  activate(id: string): void;
  close(id: string): Promise<void>;
  /** Asks for a folder, packs it, gives the archive's path. */
  pack(): Promise<string | null>;
}

/** Tabs of the terminal. The characters themselves go straight from main to xterm, see terminal-pane. */
export function createTerminalStore(client: ConsoleClient): StoreApi<TerminalState> {
  const sinks = new Map<string, (data: string) => void>();
  // The shell's first prompt may come before the tab is drawn.
  const early = new Map<string, string>();
  const receive = ({ terminalId, data }: { terminalId: string; data: string }) => {
    const sink = sinks.get(terminalId);
    if (sink) sink(data);
    else early.set(terminalId, (early.get(terminalId) ?? '') + data);
  };
  return createStore<TerminalState>()((set, get) => ({
    tabs: [],
    active: null,
    error: null,
    packing: false,
    listen: () => {
      const endData = client.on.terminal.data(receive);
      const endExit = client.on.terminal.exit(({ terminalId, exitCode }) =>
        set(({ tabs }) => ({
          tabs: tabs.map((tab) => (tab.id === terminalId ? { ...tab, exitCode } : tab)),
        })),
      );
      return () => {
        endData();
        endExit();
      };
    },
    attach: (id, sink) => {
      sinks.set(id, sink);
      sink(early.get(id) ?? '');
      early.delete(id);
      return () => sinks.delete(id);
    },
    open: async (target, firstLine) => {
      try {
        const { terminalId, title } = await client.call.terminal.open({ target, cols: 100, rows: 30 });
        const tab: TerminalTab = { id: terminalId, title, target, exitCode: null };
        set(({ tabs }) => ({ tabs: [...tabs, tab], active: terminalId, error: null }));
        if (firstLine) await client.call.terminal.write({ terminalId, data: `${firstLine}\r` });
      } catch (thrown) {
        set({ error: toAppError(thrown) });
      }
    },
    activate: (id) => set({ active: id }),
    close: async (id) => {
      const tabs = get().tabs.filter((tab) => tab.id !== id);
      set({ tabs, active: get().active === id ? (tabs.at(-1)?.id ?? null) : get().active });
      await client.call.terminal.close({ terminalId: id }).catch(() => undefined);
    },
    pack: async () => {
      set({ error: null });
      try {
        const { path: folder } = await client.call.archive.chooseFolder({});
        if (folder === null) return null;
        set({ packing: true });
        const { path } = await client.call.archive.pack({ folder });
        return path;
      } catch (thrown) {
        set({ error: toAppError(thrown) });
        return null;
      } finally {
        set({ packing: false });
      }
    },
  }));
}
