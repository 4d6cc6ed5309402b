import type {
  Icon,
  ICredentialDataDecryptedObject,
  ICredentialType,
  IHttpRequestOptions,
  INodeProperties,
} from 'n8n-workflow';
import { ignoreSslIssues } from './shared/ignoreSslIssues';
import { keyInForm } from './shared/keyInForm';

/** Access to `api.php` of Xtream Codes v2 and Xtream UI R22F. Tested by the node Xtream UI (`methods.credentialTest`). */
export class XtreamUiR22fApi implements ICredentialType {
  name = 'xtreamUiR22fApi';

  displayName = 'Xtream UI R22F API';

  icon: Icon = { light: 'file:../icons/xtreamUi.svg', dark: 'file:../icons/xtreamUi.dark.svg' };

  documentationUrl = 'https://github.com/xtream-ui-sync/n8n-nodes-xtream-ui#xtream-codes-v2-and-xtream-ui-r22f';

  properties: INodeProperties[] = [
    {
      displayName: 'Panel URL',
      name: 'url',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. http://panel.example.com:25461',
      description: 'The address of the panel with its port, as players are given it',
    },
    {
      displayName: 'API Password',
      name: 'apiPassword',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      description:
        'As in the panel’s settings (api_pass). Leave empty if the panel has none: it then only looks at the address a request comes from.',
    },
    ignoreSslIssues,
  ];

  authenticate = async (
    { apiPassword }: ICredentialDataDecryptedObject,
    requestOptions: IHttpRequestOptions,
  ): Promise<IHttpRequestOptions> => keyInForm(requestOptions, 'r22f', apiPassword);
}
