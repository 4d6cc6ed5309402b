import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';
import { execute } from './actions/execute';
import { properties } from './description';
import { methods } from './methods';

export class XtreamUi implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Xtream UI',
    name: 'xtreamUi',
    icon: { light: 'file:../../icons/xtreamUi.svg', dark: 'file:../../icons/xtreamUi.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
    description: 'Manage lines, content and subscriptions of Xtream UI, XUI.ONE and XC_VM panels',
    defaults: { name: 'Xtream UI' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [
      {
        name: 'xtreamUiApi',
        required: true,
        testedBy: 'xtreamUiApiTest',
        displayOptions: { show: { authentication: ['panel'] } },
      },
      {
        name: 'xtreamUiPlayerApi',
        required: true,
        testedBy: 'xtreamUiPlayerApiTest',
        displayOptions: { show: { authentication: ['player'] } },
      },
      {
        name: 'xtreamUiR22fApi',
        required: true,
        testedBy: 'xtreamUiR22fApiTest',
        displayOptions: { show: { authentication: ['r22f'] } },
      },
      {
        name: 'xtreamUiResellerApi',
        required: true,
        testedBy: 'xtreamUiResellerApiTest',
        displayOptions: { show: { authentication: ['reseller'] } },
      },
      {
        name: 'xtreamUiSyncApi',
        required: true,
        testedBy: 'xtreamUiSyncApiTest',
        displayOptions: { show: { authentication: ['daemon'] } },
      },
    ],
    sensitiveOutputFields: ['password', 'm3uHlsUrl', 'm3uMpegtsUrl', 'playerApiUrl', 'epgUrl', 'linkUrl'],
    properties,
  };

  methods = methods;

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return [await execute(this)];
  }
}
