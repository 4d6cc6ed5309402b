import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { operationById, parseParameters, PanelError, type Operation } from '../../../panel';
import { businessOperationById, type BusinessOperation } from '../business';
import { layoutOf } from '../description/layout';
import type { Connection } from '../transport';
import { idempotencyKey } from './idempotencyKey';
import { outputOf } from './output';
import { givenParameters } from './parameters';
import { withQrCode } from './qrCode';

/** The operation the node is set to. @throws PanelError `unsupported` */
export function chosenOperation(context: IExecuteFunctions, itemIndex: number): Operation | BusinessOperation {
  const resource = context.getNodeParameter('resource', itemIndex) as string;
  const name = context.getNodeParameter('operation', itemIndex) as string;
  const id = `${resource}.${name}`;
  const isDaemon = context.getNodeParameter('authentication', itemIndex) === 'daemon';
  const operation = operationById(id) ?? (isDaemon ? businessOperationById(id) : undefined);
  if (operation === undefined) {
    throw new PanelError('unsupported', `There is no operation ${name} for ${resource}.`, {
      hint: 'Choose the operation from the list again.',
    });
  }
  return operation;
}

/**
 * Carries the operation out for one item. Parameters are checked before anything is sent.
 * @param connect to what carries it out; may ask the panel what it is
 * @returns the items it yields: their values, and an image where there is one
 */
export async function runItem(
  context: IExecuteFunctions,
  connect: (itemIndex: number) => Promise<Connection>,
  operation: Operation,
  itemIndex: number,
): Promise<INodeExecutionData[]> {
  const timeZone = context.getTimezone();
  const given = givenParameters(context, operation, itemIndex);
  const values = parseParameters(operation, given, { now: Date.now(), timeZone });
  const simplify = layoutOf(operation).simplify && context.getNodeParameter('simplify', itemIndex, true) === true;
  const connection = await connect(itemIndex);
  const output = (result: object): INodeExecutionData => ({ json: outputOf(operation, result, simplify) });

  if (operation.access === 'write') {
    const settings = { timeZone, idempotencyKey: idempotencyKey(context, operation, itemIndex) };
    return [output(await connection.write(operation, values, settings))];
  }
  if (!operation.many) {
    const item = output(await connection.readOne(operation, values));
    return [operation.qrCodeOf === undefined ? item : await withQrCode(context, item, operation.qrCodeOf, itemIndex)];
  }
  const all = context.getNodeParameter('returnAll', itemIndex, false) === true;
  const limit = all ? null : Math.max(1, Number(context.getNodeParameter('limit', itemIndex, 50)));
  return (await connection.readMany(operation, values, limit)).map(output);
}
