import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { BRIDGE_KEY, type ConsoleBridge } from '../shared/ipc/bridge';
import { channelsOf } from '../shared/ipc/channels';
import { contract } from '../shared/ipc/contract';
import type { WireResult } from '../shared/ipc/wire-result';
import { pathOfDropped } from './dropped-path';

const requests = channelsOf(contract, 'request');
const events = channelsOf(contract, 'event');

const bridge: ConsoleBridge = {
  async request(channel, input) {
    return requests.has(channel) ? ipcRenderer.invoke(channel, input) : outsideContract(channel);
  },
  listen(channel, listener) {
    if (!events.has(channel)) return () => undefined;
    const receive = (_event: unknown, payload: unknown) => listener(payload);
    ipcRenderer.on(channel, receive);
    return () => ipcRenderer.off(channel, receive);
  },
  pathForFile: (file) => (file instanceof File ? pathOfDropped(file, webUtils) : ''),
};

function outsideContract(channel: string): WireResult<never> {
  const params = { channel, path: '', message: `${channel}: not in the contract` };
  return { ok: false, error: { code: 'invalid-request', params } };
}

contextBridge.exposeInMainWorld(BRIDGE_KEY, bridge);
