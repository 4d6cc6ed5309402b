import type { PanelAdapter } from './adapter';
import { withDatabase } from './database';
import { PlayerAdapter } from './player';
import type { AdapterName, Dialect } from './types';
import type { PanelTransport } from './transport';
import { R22fAdapter } from './r22f';
import { XcvmAdapter } from './xcvm';
import { ResellerAdapter } from './reseller';
import { XuiAdapter } from './xui';

/** Every adapter, by name: how one is made, and one of each to ask what it can do. */

/** The adapter for a dialect. */
export function makeAdapter(dialect: Dialect, transport: PanelTransport): PanelAdapter {
  return makers[dialect](transport);
}

const makers: Readonly<Record<Dialect, (transport: PanelTransport) => PanelAdapter>> = {
  xui: (transport) => new XuiAdapter(transport),
  xcvm: (transport) => new XcvmAdapter(transport),
  r22f: (transport) => new R22fAdapter(transport),
  reseller: (transport) => new ResellerAdapter(transport),
  player: (transport) => new PlayerAdapter(transport),
};

const unread = (): Promise<never> => Promise.reject(new Error('This adapter only tells what it can do.'));

const nowhere: PanelTransport = { post: unread };

/** One of each, connected to nothing. */
export const adapterSamples: Readonly<Record<AdapterName, PanelAdapter>> = {
  xui: new XuiAdapter(nowhere),
  xcvm: new XcvmAdapter(nowhere),
  r22f: new R22fAdapter(nowhere),
  'r22f+database': withDatabase(new R22fAdapter(nowhere), unread),
  reseller: new ResellerAdapter(nowhere),
  player: new PlayerAdapter(nowhere),
};
