import type {
  Icon,
  ICredentialDataDecryptedObject,
  ICredentialType,
  IHttpRequestOptions,
  INodeProperties,
} from 'n8n-workflow';
import { ignoreSslIssues } from './shared/ignoreSslIssues';
import { keyInForm } from './shared/keyInForm';

/**
 * Access to the admin API of XUI.ONE and XC_VM. Tested by the node Xtream UI (`methods.credentialTest`), because a panel answers 200 to nearly
 * everything and only its decoded answer tells a wrong key from a blocked address.
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
        'The API key of an administrator account, 32 hexadecimal digits; on XC_VM 2.6 also an API token, which begins with xct_. It travels in the body of requests, never in the address.',
    },
    {
      displayName: 'Panel Version',
      name: 'panelVersion',
      type: 'options',
      options: [
        { name: 'Detect', value: 'detect', description: 'Ask the panel when connecting' },
        {
          name: 'XUI.ONE, or XC_VM up to April 2026',
          value: 'xui',
          description: 'Panels that reset whatever an edit leaves out: everything is sent along',
        },
        { name: 'XC_VM 2.6', value: 'xcvm', description: 'Panels that keep whatever an edit leaves out' },
      ],
      default: 'detect',
      description: 'Which panel this is. Choose it yourself only if Test names another one than you have.',
    },
    ignoreSslIssues,
  ];

  authenticate = async (
    { apiKey }: ICredentialDataDecryptedObject,
    requestOptions: IHttpRequestOptions,
  ): Promise<IHttpRequestOptions> => keyInForm(requestOptions, 'xui', apiKey);
}
