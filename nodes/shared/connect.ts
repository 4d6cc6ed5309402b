import { XuiAdapter, type PanelAdapter } from '../../panel';
import { DaemonClient } from './daemonClient';
import { panelTransport } from './panelTransport';
import { credentialSender, type Access, type NodeContext } from './send';

/** The panel of the node's credential. */
export async function connectPanel(context: NodeContext, itemIndex = 0): Promise<PanelAdapter> {
  const access = await context.getCredentials<Access>('xtreamUiApi', itemIndex);
  return new XuiAdapter(panelTransport(credentialSender(context, 'xtreamUiApi', access), access.url));
}

/** The sync daemon of the node's credential. */
export async function connectDaemon(context: NodeContext, itemIndex = 0): Promise<DaemonClient> {
  const access = await context.getCredentials<Access>('xtreamUiSyncApi', itemIndex);
  return new DaemonClient(credentialSender(context, 'xtreamUiSyncApi', access), access.url);
}
