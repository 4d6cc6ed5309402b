import { makeAdapter, PanelError, type Dialect, type PanelAdapter } from '../../panel';
import type { AccessKind } from './accessKinds';
import { DaemonClient } from './daemonClient';
import { panelTransport } from './panelTransport';
import { credentialSender, type Access, type NodeContext, type Send } from './send';

/** The panel of the node's credential. */
export async function connectPanel(context: NodeContext, kind: AccessKind, itemIndex = 0): Promise<PanelAdapter> {
  const access = await context.getCredentials<Access>(kind.credential, itemIndex);
  return adapterFor(kind, access, credentialSender(context, kind.credential, access));
}

/** The adapter for what the credential says is there. */
export function adapterFor(kind: AccessKind, access: Access, send: Send, timeoutSeconds?: number): PanelAdapter {
  const dialect = dialectOf(kind, access);
  return makeAdapter(dialect, panelTransport(send, dialect, access.url, timeoutSeconds));
}

function dialectOf({ dialect, name }: AccessKind, { panelVersion }: Access): Dialect {
  if (panelVersion === 'xui' || panelVersion === 'xcvm') return panelVersion;
  if (dialect !== null) return dialect;
  throw new PanelError('unsupported', `${name} is no panel.`);
}

/** The sync daemon of the node's credential. */
export async function connectDaemon(context: NodeContext, itemIndex = 0): Promise<DaemonClient> {
  const access = await context.getCredentials<Access>('xtreamUiSyncApi', itemIndex);
  return new DaemonClient(credentialSender(context, 'xtreamUiSyncApi', access), access.url);
}
