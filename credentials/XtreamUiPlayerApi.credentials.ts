import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { ignoreSslIssues } from './shared/ignoreSslIssues';

/** The address of a panel as players know it: what is asked of `player_api.php` is asked with a line’s own username and password. Tested by the node Xtream UI (`methods.credentialTest`). */
export class XtreamUiPlayerApi implements ICredentialType {
  name = 'xtreamUiPlayerApi';

  displayName = 'Xtream UI Player API';

  icon: Icon = { light: 'file:../icons/xtreamUi.svg', dark: 'file:../icons/xtreamUi.dark.svg' };

  documentationUrl = 'https://github.com/xtream-ui-sync/n8n-nodes-xtream-ui#as-a-player';

  properties: INodeProperties[] = [
    {
      displayName: 'Panel URL',
      name: 'url',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. http://panel.example.com:8080',
      description:
        'The address that players are given, with its port. There is no key: operations ask for the line’s username and password.',
    },
    ignoreSslIssues,
  ];
}
