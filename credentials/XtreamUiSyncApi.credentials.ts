import type {
  Icon,
  ICredentialDataDecryptedObject,
  ICredentialType,
  IHttpRequestOptions,
  INodeProperties,
} from 'n8n-workflow';

/** Access to the sync daemon. Tested by the nodes (`methods.credentialTest`), which tell another service from a daemon with another token. */
export class XtreamUiSyncApi implements ICredentialType {
  name = 'xtreamUiSyncApi';

  displayName = 'Xtream UI Sync API';

  icon: Icon = { light: 'file:../icons/xtreamUiSync.svg', dark: 'file:../icons/xtreamUiSync.dark.svg' };

  documentationUrl = 'https://github.com/xtream-ui-sync/n8n-nodes-xtream-ui#connect-the-sync-daemon';

  properties: INodeProperties[] = [
    {
      displayName: 'Daemon URL',
      name: 'url',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. http://127.0.0.1:8090',
      description: 'The address of the sync daemon as n8n reaches it',
    },
    {
      displayName: 'Access Token',
      name: 'accessToken',
      type: 'string',
      typeOptions: { password: true },
      required: true,
      default: '',
      description: 'The token in the daemon’s configuration (api.token)',
    },
    {
      displayName: 'Ignore SSL Issues (Insecure)',
      name: 'ignoreSslIssues',
      type: 'boolean',
      default: false,
      description: 'Whether to connect even if the daemon’s TLS certificate is self-signed or has expired',
    },
  ];

  authenticate = async (
    credentials: ICredentialDataDecryptedObject,
    requestOptions: IHttpRequestOptions,
  ): Promise<IHttpRequestOptions> => ({
    ...requestOptions,
    headers: { ...requestOptions.headers, authorization: `Bearer ${String(credentials.accessToken).trim()}` },
  });
}
