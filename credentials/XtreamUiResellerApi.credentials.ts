import type {
  Icon,
  ICredentialDataDecryptedObject,
  ICredentialType,
  IHttpRequestOptions,
  INodeProperties,
} from 'n8n-workflow';
import { ignoreSslIssues } from './shared/ignoreSslIssues';
import { keyInForm } from './shared/keyInForm';

/** Access to the reseller API of XUI.ONE and XC_VM. Tested by the node Xtream UI (`methods.credentialTest`). */
export class XtreamUiResellerApi implements ICredentialType {
  name = 'xtreamUiResellerApi';

  displayName = 'Xtream UI Reseller API';

  icon: Icon = { light: 'file:../icons/xtreamUi.svg', dark: 'file:../icons/xtreamUi.dark.svg' };

  documentationUrl = 'https://github.com/xtream-ui-sync/n8n-nodes-xtream-ui#as-a-reseller';

  properties: INodeProperties[] = [
    {
      displayName: 'Panel URL',
      name: 'url',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. http://panel.example.com:8080/ACCESSCODE/',
      description: 'The address of the panel with its port, ending in an access code of type Reseller API',
    },
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      required: true,
      default: '',
      description:
        'The API key of your reseller account, 32 hexadecimal digits. It travels in the body of requests, never in the address.',
    },
    ignoreSslIssues,
  ];

  authenticate = async (
    { apiKey }: ICredentialDataDecryptedObject,
    requestOptions: IHttpRequestOptions,
  ): Promise<IHttpRequestOptions> => keyInForm(requestOptions, 'reseller', apiKey);
}
