import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { invalidParameter } from '../../../panel';
import { pngOf, qrCode } from '../image';

/** The item with one of its values as an image. It is made here: where the values come from, panel or daemon, makes no difference. */
export async function withQrCode(
  context: IExecuteFunctions,
  item: INodeExecutionData,
  name: string,
  itemIndex: number,
): Promise<INodeExecutionData> {
  const field = String(context.getNodeParameter('binaryPropertyName', itemIndex, 'data')).trim();
  if (field === '') {
    throw invalidParameter('binaryPropertyName', 'Put Output File in Field is empty', 'Name it, e.g. data.');
  }
  const image = pngOf(qrCode(String(item.json[name])));
  const fileName = `${String(item.json['username'])}-qr-code.png`;
  return { ...item, binary: { [field]: await context.helpers.prepareBinaryData(image, fileName, 'image/png') } };
}
