import { apiAddress, makeAdapter, PanelError, type Dialect, type PanelAdapter } from '../../panel';
import type { AccessKind } from './accessKinds';
import { DaemonClient } from './daemonClient';
import { detected, type Found } from './detected';
import { panelTransport } from './panelTransport';
import { credentialSender, type Access, type NodeContext, type Send } from './send';

/** The panel of the node's credential. */
export async function connectPanel(context: NodeContext, kind: AccessKind, itemIndex = 0): Promise<PanelAdapter> {
  const access = await context.getCredentials<Access>(kind.credential, itemIndex);
  const send = credentialSender(context, kind.credential, access);
  const { dialect } = await dialectOf(kind, access, send);
  return adapterFor(dialect, access, send);
}

export function adapterFor(dialect: Dialect, { url }: Access, send: Send, timeoutSeconds?: number): PanelAdapter {
  return makeAdapter(dialect, panelTransport(send, apiAddress(dialect, url), timeoutSeconds));
}

/** What to speak with the panel of a credential: as the credential says, or as was found out. */
export async function dialectOf(kind: AccessKind, access: Access, send: Send): Promise<Found> {
  const { panelVersion } = access;
  if (kind.dialect === null) throw new PanelError('unsupported', `${kind.name} is no panel.`);
  if (kind.authentication !== 'panel') return { dialect: kind.dialect };
  if (panelVersion === 'xui' || panelVersion === 'xcvm') return { dialect: panelVersion };
  return await detected(kind, access, send);
}

/** The sync daemon of the node's credential. */
export async function connectDaemon(context: NodeContext, itemIndex = 0): Promise<DaemonClient> {
  const access = await context.getCredentials<Access>('xtreamUiSyncApi', itemIndex);
  return new DaemonClient(credentialSender(context, 'xtreamUiSyncApi', access), access.url);
}
