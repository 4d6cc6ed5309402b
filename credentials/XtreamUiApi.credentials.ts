import type {
  Icon,
  ICredentialDataDecryptedObject,
  ICredentialType,
  IHttpRequestOptions,
  INodeProperties,
} from 'n8n-workflow';

/**
 * Access to a panel's admin API. Tested by the node Xtream UI (`methods.credentialTest`), because a panel answers 200 to nearly everything and
 * only its decoded answer tells a wrong key from a blocked address.
 */
export class XtreamUiApi implements ICredentialType {
  name = 'xtreamUiApi';

  displayName = 'Xtream UI API';

  icon: Icon = { light: 'file:../icons/xtreamUi.svg', dark: 'file:../icons/xtreamUi.dark.svg' };

  documentationUrl = 'https://github.com/xtream-ui-sync/n8n-nodes-xtream-ui#connect-a-real-panel';

  properties: INodeProperties[] = [
    {
      displayName: 'Panel URL',
      name: 'url',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. http://panel.example.com:8080/ACCESSCODE/',
      description: 'The address of the panel with its port, ending in an access code of type Admin API',
    },
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      required: true,
      default: '',
      description:
        'The API key of an administrator account, 32 hexadecimal digits. It travels in the body of requests, never in the address.',
    },
    {
      displayName: 'Ignore SSL Issues (Insecure)',
      name: 'ignoreSslIssues',
      type: 'boolean',
      default: false,
      description: 'Whether to connect even if the panel’s TLS certificate is self-signed or has expired',
    },
  ];

  /** Adds the key to the form in the request's body, where web servers do not log it. */
  authenticate = async (
    credentials: ICredentialDataDecryptedObject,
    requestOptions: IHttpRequestOptions,
  ): Promise<IHttpRequestOptions> => {
    const { body } = requestOptions;
    const given = typeof body === 'string' || body instanceof URLSearchParams ? body : ((body ?? {}) as object);
    const form = new URLSearchParams(given as string | Record<string, string>);
    form.set('api_key', String(credentials.apiKey).trim());
    return {
      ...requestOptions,
      headers: { ...requestOptions.headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    };
  };
}
