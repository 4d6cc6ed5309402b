import {
  NodeConnectionTypes,
  type INodeType,
  type INodeTypeDescription,
  type ITriggerFunctions,
  type ITriggerResponse,
} from 'n8n-workflow';
import { nodeError } from '../shared';
import { properties } from './description';
import { eventItem, readSettings, startReading, testEvent } from './feed';
import { methods } from './methods';

export class XtreamUiTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Xtream UI Trigger',
    name: 'xtreamUiTrigger',
    icon: { light: 'file:../../icons/xtreamUi.svg', dark: 'file:../../icons/xtreamUi.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle:
      '={{ $parameter["events"].includes("*") ? "all events" : $parameter["events"].slice(0, 2).join(", ") + ($parameter["events"].length > 2 ? ", …" : "") }}',
    description: 'Starts the workflow when a line changes, expires or is paid for, and loses no event',
    eventTriggerDescription: '',
    activationMessage:
      'The workflow now runs for every event you chose. Events are kept in the sync daemon until a run has succeeded.',
    defaults: { name: 'Xtream UI Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'xtreamUiSyncApi', required: true, testedBy: 'xtreamUiSyncApiTest' }],
    triggerPanel: {
      header: '',
      executionsHelp: {
        inactive:
          'While building your workflow, click the button: it brings the newest event of the kind you chose, or a sample if there was none yet, and changes nothing in the daemon.<br /><br /><b>Once the workflow is published</b>, it runs for each event as it happens.',
        active:
          'While building your workflow, click the button: it brings the newest event of the kind you chose, or a sample if there was none yet, and changes nothing in the daemon.<br /><br /><b>Your workflow runs</b> for each event as it happens. Those executions are in the executions list.',
      },
      activationHint:
        'Once you’ve finished building your workflow, publish it to have it run for every event (you just won’t see those executions here).',
    },
    properties,
  };

  methods = methods;

  async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
    const settings = readSettings(this);
    if (this.getMode() !== 'manual') return await startReading(this, settings);
    const manualTriggerFunction = async (): Promise<void> => {
      const event = await testEvent(this, settings).catch((error: unknown): never => {
        throw nodeError(this.getNode(), error);
      });
      this.emit([[eventItem(event, 1)]]);
    };
    return { manualTriggerFunction };
  }
}
