import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { PanelError, type Operation } from '../../../panel';
import { accessKindOf, connectDaemon, connectPanel, nodeError, type DaemonClient, type ErrorPlace } from '../../shared';
import { namedByDaemon, runBusiness, type BusinessOperation } from '../business';
import { daemonConnection, panelConnection, type Connection } from '../transport';
import { hintAtRepetition } from './hints';
import { chosenOperation, runItem } from './runItem';

/** Carries the chosen operation out for each item, one after the other. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  const items = context.getInputData();
  const connect = connector(context);
  const daemon = once((itemIndex) => connectDaemon(context, itemIndex));
  const done: INodeExecutionData[] = [];
  for (let itemIndex = 0; itemIndex < items.length; itemIndex++) {
    let operation: Operation | BusinessOperation | undefined;
    try {
      operation = chosenOperation(context, itemIndex);
      const results =
        'path' in operation
          ? await runBusiness(context, daemon, operation, itemIndex)
          : await runItem(context, connect, operation, itemIndex);
      done.push(...results.map((result) => ({ ...result, pairedItem: { item: itemIndex } })));
      if (itemIndex === 0 && !('path' in operation)) hintAtRepetition(context, operation);
    } catch (error) {
      const place = { itemIndex, nameItem: items.length > 1, ...labelled(operation) };
      const shown = nodeError(context.getNode(), error, place);
      if (!context.continueOnFail()) throw shown;
      done.push({ json: { error: shown.message }, error: shown, pairedItem: { item: itemIndex } });
    }
  }
  return done;
}

/** Whose labels stand for the names in messages. */
function labelled(operation: Operation | BusinessOperation | undefined): Pick<ErrorPlace, 'operation'> {
  if (operation === undefined) return {};
  return { operation: 'path' in operation ? { parameters: namedByDaemon(operation) } : operation };
}

/** One daemon for all items: n8n's credential is the same for all of them. */
function once(connect: (itemIndex: number) => Promise<DaemonClient>): typeof connect {
  let connected: Promise<DaemonClient> | undefined;
  return (itemIndex) => (connected ??= connect(itemIndex));
}

/** One connection for all items that use the same panel. */
function connector(context: IExecuteFunctions): (itemIndex: number) => Promise<Connection> {
  const connections = new Map<string, Promise<Connection>>();
  return async (itemIndex) => {
    const kind = accessKindOf(context.getNodeParameter('authentication', itemIndex));
    const daemon = kind.authentication === 'daemon';
    const panel = daemon ? panelName(context, itemIndex) : '';
    const key = `${kind.authentication}:${panel}`;
    let connection = connections.get(key);
    if (connection === undefined) {
      connection = daemon
        ? connectDaemon(context, itemIndex).then((client) => daemonConnection(client, panel))
        : connectPanel(context, kind, itemIndex).then(panelConnection);
      connections.set(key, connection);
    }
    return await connection;
  };
}

function panelName(context: IExecuteFunctions, itemIndex: number): string {
  const value = context.getNodeParameter('panel', itemIndex, '', { extractValue: true });
  if (typeof value === 'string') return value.trim();
  throw new PanelError('invalid-parameter', 'Panel must be a panel’s name', { hint: 'Choose it from the list.' });
}
