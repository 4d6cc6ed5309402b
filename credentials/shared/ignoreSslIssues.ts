import type { INodeProperties } from 'n8n-workflow';

/** The field for panels whose certificate nobody vouches for. */
export const ignoreSslIssues: INodeProperties = {
  displayName: 'Ignore SSL Issues (Insecure)',
  name: 'ignoreSslIssues',
  type: 'boolean',
  default: false,
  description: 'Whether to connect even if the panel’s TLS certificate is self-signed or has expired',
};
