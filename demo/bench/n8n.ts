import type { N8nProcess, WorkflowRef } from '../../n8n';
import type { DemoPanel } from '../panel';
import { lookWithinMs, type Look, type Side } from './side';
import { workflowOf } from './workflow';

export interface WorkflowSideOptions {
  bench: string;
  n8n: N8nProcess;
  panel: DemoPanel;
  historySize?: number;
}

/** What n8n answers, with an error's status, when no item came to the last node. */
const nothingLeft = 'No item to return was found';

/** A workflow that finds changed lines with Remove Duplicates, in a running n8n. */
export class WorkflowSide implements Side {
  private constructor(
    readonly bench: string,
    private readonly n8n: N8nProcess,
    private readonly workflow: WorkflowRef,
  ) {}

  static async create({ bench, n8n, panel, historySize }: WorkflowSideOptions): Promise<WorkflowSide> {
    const linesUrl = `${panel.url}?api_key=${panel.apiKey}&action=get_lines&limit=10000000`;
    const workflow = await n8n.client.importWorkflow(workflowOf(bench, linesUrl, historySize));
    await n8n.client.activate(workflow.id);
    return new WorkflowSide(bench, n8n, workflow);
  }

  get pid(): number {
    return this.n8n.pid;
  }

  /** From the call of the webhook to its answer. */
  async look(): Promise<Look> {
    await this.ready();
    const started = performance.now();
    const answer = await fetch(`${this.n8n.url}/webhook/${this.bench}`, { signal: AbortSignal.timeout(lookWithinMs) });
    const text = await answer.text();
    const seconds = (performance.now() - started) / 1000;
    if (text.includes(nothingLeft)) return { seconds, told: new Set() };
    if (!answer.ok) return { seconds, told: new Set(), error: await this.whyItFailed(text) };
    const { id } = JSON.parse(text) as { id: Array<string | number> };
    return { seconds, told: new Set(id.map(Number)) };
  }

  /** Many items in one node keep n8n from asking its database whether it is there; until it has asked again it answers 503. */
  private async ready(): Promise<void> {
    for (const deadline = Date.now() + 60_000; ;) {
      if ((await fetch(`${this.n8n.url}/healthz/readiness`)).ok) return;
      if (Date.now() > deadline)
        throw new Error(`n8n is not ready a minute after a run. Its output is in ${this.n8n.log}.`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  private async whyItFailed(answer: string): Promise<string> {
    await this.ready();
    const [failed] = await this.n8n.client.executions({ workflowId: this.workflow.id, status: 'error', limit: 1 });
    if (!failed) return answer;
    const { data } = await this.n8n.client.execution(failed.id);
    return data.resultData.error?.message ?? answer;
  }
}
