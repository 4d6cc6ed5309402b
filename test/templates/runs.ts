import type { Execution, WorkflowJson } from '../../n8n';
import { until, type World } from './world';

/** Other ways to start a template than an event. */

/**
 * Runs a template from one of its triggers, as the editor's button does, over pinned items.
 * @param items of the trigger. @default the template's sample
 */
export async function runFrom(
  world: World,
  file: string,
  trigger: string,
  {
    items,
    change = (workflow) => workflow,
  }: { items?: object[]; change?: (workflow: WorkflowJson) => WorkflowJson } = {},
): Promise<Execution> {
  const { client } = world.stack.n8n;
  const pinned = (workflow: WorkflowJson): WorkflowJson => ({
    ...change(workflow),
    ...(items === undefined ? {} : { pinData: { ...workflow.pinData, [trigger]: items.map((json) => ({ json })) } }),
  });
  const { id } = await world.use(file, pinned);
  const run = (await client.runWorkflowManually(id, { trigger })) as { executionId: string };
  return await client.waitForExecution(run.executionId);
}

/** What a run that failed says. */
export const problemOf = ({ data }: Execution): string => data.resultData.error?.message ?? '';

const browser = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

/**
 * Fills in a published form as a browser would.
 * @param values of its fields, in their order
 * @param address the visitor's, as a proxy before n8n tells it
 * @returns the text of the page the form ends with: of a form that ends at once, its own page, where that text waits
 */
export async function submitForm(
  world: World,
  path: string,
  values: readonly string[],
  { address = '198.51.100.7' }: { address?: string } = {},
): Promise<string> {
  const headers = { 'user-agent': browser, 'x-forwarded-for': address };
  const body = new FormData();
  values.forEach((value, index) => body.set(`field-${String(index)}`, value));
  const answer = await fetch(`${world.stack.n8n.url}/form/${path}`, { method: 'POST', headers, body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`The form /${path} answered ${String(answer.status)}: ${text}`);
  const { formWaitingUrl } = (text.startsWith('{') ? JSON.parse(text) : {}) as { formWaitingUrl?: string };
  if (formWaitingUrl === undefined)
    return await (await fetch(`${world.stack.n8n.url}/form/${path}`, { headers })).text();
  // The page comes once the run has come to it; until then the status says so.
  for (const deadline = Date.now() + 60_000; Date.now() < deadline;) {
    const asked = new URL(formWaitingUrl);
    asked.pathname += '/n8n-execution-status';
    const status = await (await fetch(asked, { headers })).text();
    if (/form-waiting|success|error|crashed|null/.test(status)) {
      return await (await fetch(formWaitingUrl, { headers })).text();
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`The form /${path} came to no end.`);
}

/** The address behind a button of an e-mail that asks. */
export function buttonIn(html: string | undefined, label: string): string {
  const links = [...(html ?? '').matchAll(/<a[^>]*href="([^"]+)"[^>]*>([\s\S]*?)<\/a>/g)];
  const found = links.find(([, , text = '']) => text.includes(label));
  if (!found) throw new Error(`The e-mail has no button "${label}".`);
  return (found[1] ?? '').replaceAll('&amp;', '&');
}

/** Clicks it, again while the run is only about to wait for it. */
export async function click(address: string): Promise<void> {
  const page = await until(async () => {
    const answer = await fetch(address, { headers: { 'user-agent': browser } });
    const text = await answer.text();
    if (answer.status === 409) return undefined;
    if (!answer.ok) throw new Error(`${address} answered ${String(answer.status)}: ${text}`);
    return text;
  }, `an answer to ${address}`);
  if (!page.includes('Got it, thanks')) throw new Error(`Nothing waits for ${address}: ${page}`);
}
