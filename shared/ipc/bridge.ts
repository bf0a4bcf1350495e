/** The property of the page's global object under which the preload script puts the {@link ConsoleBridge}. */
export const BRIDGE_KEY = 'restoreConsole';

/**
 * All that the page can reach outside itself. Values are plain data: the window's client gives them the
 * contract's types by parsing (`wireResultSchema` for replies, the event's schema for payloads).
 */
export interface ConsoleBridge {
  /**
   * Sends one request of the contract, by its channel name, and resolves to a `WireResult`.
   * Never rejects for an error of the application; a name outside the contract is answered as `invalid-request`.
   */
  request(channel: string, input: unknown): Promise<unknown>;
  /** Listens to one event of the contract by its channel name; returns a function that ends the listening. */
  listen(channel: string, listener: (payload: unknown) => void): () => void;
  /**
   * The path on disk of a `File` that was dropped on the page; empty for a file that has none (made by script).
   * Typed as an object because this folder knows no DOM.
   */
  pathForFile(file: object): string;
}
