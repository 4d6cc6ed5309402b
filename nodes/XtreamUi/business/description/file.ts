import type { INodeProperties } from 'n8n-workflow';

/** Where a report goes that is wanted as a file. */
export const fileField: INodeProperties = {
  displayName: 'Put Output File in Field',
  name: 'binaryPropertyName',
  type: 'string',
  required: true,
  default: 'data',
  hint: 'The name of the output binary field to put the file in',
  displayOptions: { show: { format: ['csv', 'html'] } },
};
