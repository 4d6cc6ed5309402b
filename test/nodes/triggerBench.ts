import { TriggerContext } from 'n8n-core';
import {
  Workflow,
  type IDataObject,
  type INode,
  type INodeExecutionData,
  type INodeType,
  type INodeTypes,
  type IRun,
  type ITriggerResponse,
  type WorkflowActivateMode,
  type WorkflowExecuteMode,
} from 'n8n-workflow';
import { XtreamUiTrigger } from '../../nodes/XtreamUiTrigger/XtreamUiTrigger.node';
import { additionalData } from './engine';
import { token, type FakeDaemon } from './fakeDaemon';

/** One execution the trigger started. */
export interface Emitted {
  item: INodeExecutionData;
  key: string | undefined;
  /** Ends it; undefined stands for a duplicate that n8n suppressed. */
  end(run: Partial<IRun> | undefined): void;
  reject(error: Error): void;
}

/** Holds the trigger node in n8n's own trigger context, with the executions in the test's hands. */
export class TriggerBench {
  readonly emitted: Emitted[] = [];
  readonly errors: Error[] = [];
  private response: ITriggerResponse = {};

  /** Activates the trigger. */
  static async start(
    daemon: FakeDaemon,
    parameters: IDataObject = {},
    {
      mode = 'trigger',
      activation = 'activate',
    }: { mode?: WorkflowExecuteMode; activation?: WorkflowActivateMode } = {},
  ): Promise<TriggerBench> {
    const bench = new TriggerBench();
    bench.response = await new XtreamUiTrigger().trigger.call(bench.context(daemon, parameters, mode, activation));
    return bench;
  }

  /** Deactivates it. */
  async close(): Promise<void> {
    await this.response.closeFunction?.();
  }

  /** "Listen for test event". */
  async listen(): Promise<void> {
    await this.response.manualTriggerFunction?.();
  }

  private context(
    daemon: FakeDaemon,
    parameters: IDataObject,
    mode: WorkflowExecuteMode,
    activation: WorkflowActivateMode,
  ): TriggerContext {
    const type = new XtreamUiTrigger() as INodeType;
    const node = {
      ...{ id: 'node-1', name: 'Xtream UI Trigger', type: 'n8n-nodes-xtream-ui.xtreamUiTrigger', typeVersion: 1 },
      position: [0, 0],
      parameters: { events: ['line.created'], ...parameters },
      credentials: { xtreamUiSyncApi: { id: '1', name: 'daemon' } },
    } as unknown as INode;
    const nodeTypes = { getByName: () => type, getByNameAndVersion: () => type } as unknown as INodeTypes;
    const workflow = new Workflow({ id: 'wf', nodes: [node], connections: {}, active: true, nodeTypes });
    const credentials = { xtreamUiSyncApi: { url: daemon.url, accessToken: token } };
    const emit = (
      data: INodeExecutionData[][],
      _response: unknown,
      done: { resolve(run: IRun): void; reject(error: Error): void } | undefined,
      key: string | undefined,
    ): void => {
      this.emitted.push({
        item: data[0]![0]!,
        key,
        end: (run) => done?.resolve(run as IRun),
        reject: (error) => done?.reject(error),
      });
    };
    const emitError = (error: Error): void => void this.errors.push(error);
    return new TriggerContext(
      workflow,
      node,
      additionalData(credentials, '1'),
      mode,
      activation,
      emit,
      emitError,
      emitError,
      {} as never,
    );
  }
}

/** An execution that ended with this status, as n8n hands it to the trigger. */
export function ended(status: IRun['status'], message?: string): Partial<IRun> {
  const error = message === undefined ? undefined : { message };
  return { status, data: { resultData: { runData: {}, error, lastNodeExecuted: 'Send Email' } } as never };
}

/** Polls until the condition holds. @throws after ten seconds, naming what was awaited */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
