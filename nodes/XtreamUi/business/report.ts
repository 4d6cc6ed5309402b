import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { invalidParameter } from '../../../panel';
import type { DaemonClient } from '../../shared';
import type { BusinessRequest } from './request';

const mimeTypes = { csv: 'text/csv', html: 'text/html' } as const;

/** A report as it is wanted: its findings as items, what it says of itself, or a file. */
export async function withFile(
  context: IExecuteFunctions,
  client: DaemonClient,
  { path, query }: BusinessRequest,
  at: string,
  itemIndex: number,
): Promise<INodeExecutionData[]> {
  const format = query['format'];
  if (format === 'csv' || format === 'html') {
    const field = String(context.getNodeParameter('binaryPropertyName', itemIndex, 'data')).trim();
    if (field === '') {
      throw invalidParameter('binaryPropertyName', 'Put Output File in Field is empty', 'Name it, e.g. data.');
    }
    const id = decodeURIComponent(path.split('/').at(-1) ?? '');
    const text = await client.text(path, { format });
    const file = await context.helpers.prepareBinaryData(Buffer.from(text), `${id}.${format}`, mimeTypes[format]);
    return [{ json: { id }, binary: { [field]: file } }];
  }
  const { body } = await client.call('GET', path, { query: { format: 'json' } });
  const { [at]: findings, ...summary } = body as IDataObject;
  if (format === 'summary' || !Array.isArray(findings)) return [{ json: summary }];
  return (findings as IDataObject[]).map((finding) => ({ json: finding }));
}
