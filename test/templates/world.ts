import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoCredentials, holdAtStripe } from '../../demo/clouds';
import type { Mail } from '../../demo/mail';
import { startStack, type Stack, type StackOptions } from '../../demo/stack';
import { noBroker, startBroker, type Broker } from '../services/rabbitmq';
import { postStripeEvent, subscribeEvents, type Customer, type Posted, type StripeEvent } from '../../demo/stripe';
import type { Execution, WorkflowJson, WorkflowRef } from '../../n8n';
import { isTrigger, template } from './templates';

/** A line as the demo panel's operator sees it. */
export interface PanelLine {
  id: number;
  username: string;
  contact: string | null;
  admin_notes: string | null;
  reseller_notes: string | null;
  /** Unix seconds. */
  exp_date: number | null;
  package_id: number | null;
  enabled: number;
  max_connections: number;
  is_trial: number;
  owner_name: string | null;
}

interface FeedState {
  feed: string;
  lag: number;
  leased: number;
  waiting: number;
}

/** Everything the templates touch, for real: panel, daemon, n8n, mail and the clouds' stand-ins. */
export interface World {
  stack: Stack;
  /** Where everything of it is kept. */
  folder: string;
  /** A real RabbitMQ; undefined where none is installed. */
  broker: Broker | undefined;
  /** Imports the template and publishes it; it tries a failed event again after a second, and gives it up after its second attempt. */
  use(file: string, change?: (workflow: WorkflowJson) => WorkflowJson): Promise<WorkflowRef>;
  /** Unpublishes it, and deletes its feeds: events that come now are not for it. */
  unuse(file: string): Promise<void>;
  /** n8n's id of a template. */
  idOf(file: string): string;
  /** Posts everything Stripe sends about one first payment. */
  pay(
    customer: Partial<Customer> & { email: string },
    priceId?: string,
  ): Promise<{ events: StripeEvent[]; paidAt: number; posted: Posted[] }>;
  post(events: readonly StripeEvent[]): Promise<Posted[]>;
  /** As the operator at the panel. */
  panel<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<T>;
  /** Meanwhile the panel refuses these actions of its API. */
  panelRefuses<T>(actions: readonly string[], work: () => Promise<T>): Promise<T>;
  lines(): Promise<PanelLine[]>;
  /** Resolves when every event has been acknowledged or given up. */
  settled(): Promise<void>;
  mailsTo(address: string): Mail[];
  /** Finished runs of a template, oldest first. */
  runs(file: string): Promise<Execution[]>;
  /** kill -9 of n8n, and the same n8n again; `meanwhile` runs between the two. */
  restartN8n(meanwhile: () => void): Promise<void>;
  /** The newest event's sequence. */
  newest(): Promise<number>;
  stop(): Promise<void>;
}

/** The operator's address in every template's settings. */
export const operator = 'operator@example.com';

const patienceMs = 120_000;

/** Asks every 100 ms until the answer is not undefined. @throws Error after two minutes */
export async function until<T>(ask: () => Promise<T | undefined>, what: string): Promise<T> {
  for (const deadline = Date.now() + patienceMs; ;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`Not within ${String(patienceMs / 1000)} s: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** @param options what the stack is to have besides, such as n8n's environment */
export async function startWorld(options: Pick<StackOptions, 'env'> = {}): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'templates-'));
  const broker = noBroker === null ? await startBroker() : undefined;
  const stack = await startStack({
    folder,
    ...options,
    pollSeconds: 1,
    panelSettings: [
      'watch:',
      '  connections: { every: 2s, usage: [{ period: week, sessions: 4 }] }',
      '  streams: { every: 2s, downAfter: 2s }',
      '  resellers: { every: 2s }',
    ],
    ...(broker ? { rabbitmq: broker.url } : {}),
  });
  const { mail } = stack;
  // Another object after a restart.
  const n8n = () => stack.n8n;
  const daemon = () => stack.daemon;

  /** Runs n8n was killed in. It calls some of them running for ever. */
  const killed = new Set<string>();

  const world: World = {
    stack,
    folder,
    broker,
    use: (file, change = (workflow) => workflow) => stack.importWorkflow(change(hurried(template(file)))),
    async unuse(file) {
      await n8n().client.deactivate(world.idOf(file));
      const { feeds } = await daemon().call<{ feeds: FeedState[] }>('GET', '/v1/feeds');
      for (const { feed } of feeds.filter(({ feed }) => feed.includes(`-${world.idOf(file)}-`))) {
        await daemon().call('DELETE', `/v1/feeds/${feed}`);
      }
    },
    idOf: (file) => template(file).id,
    async pay(customer, priceId = 'price_family') {
      const paidAt = Math.floor(Date.now() / 1000);
      const complete = { name: 'Nadia Haddad', phone: null, country: 'GB', locale: 'en', ...customer };
      const events = subscribeEvents({ customer: complete, priceId, amount: 1899, paidAt });
      return { events, paidAt, posted: await world.post(events) };
    },
    async post(events) {
      // Stripe knows of them, too: templates ask its API.
      await holdAtStripe(`${stack.clouds.proxyUrl}/api.stripe.com`, events, demoCredentials.stripe.secretKey);
      const posted: Posted[] = [];
      for (const event of events) {
        posted.push(await postStripeEvent(`${daemon().url}/v1/inbox/stripe`, event, daemon().stripeSecret));
      }
      return posted;
    },
    async panel<T>(method: string, path: string, body?: object) {
      const answer = await fetch(`${stack.panel?.operatorUrl ?? ''}/api/${path}`, {
        method,
        ...(method === 'GET'
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) }),
      });
      if (!answer.ok) throw new Error(`The demo panel answered ${String(answer.status)} to ${method} ${path}.`);
      return (await answer.json()) as T;
    },
    async panelRefuses(actions, work) {
      await world.panel('PUT', 'fault', { kind: 'refused', actions });
      try {
        return await work();
      } finally {
        await world.panel('DELETE', 'fault');
      }
    },
    lines: async () => (await world.panel<{ lines: PanelLine[] }>('GET', 'lines?order=newest&limit=500')).lines,
    async settled() {
      await until(async () => {
        const { feeds } = await daemon().call<{ feeds: FeedState[] }>('GET', '/v1/feeds');
        const busy = feeds.some(({ lag, leased, waiting }) => lag + leased + waiting > 0);
        return feeds.length > 0 && !busy ? true : undefined;
      }, 'all events worked on');
      // The error workflow runs on its own, after the daemon has heard of the failure.
      await until(async () => {
        const running = await n8n().client.executions({ status: ['running', 'new'] });
        return running.every(({ id }) => killed.has(id)) ? true : undefined;
      }, 'all runs ended');
    },
    mailsTo: (address) => mail.messages().filter(({ to }) => to.includes(address)),
    async runs(file) {
      const summaries = await n8n().client.executions({ workflowId: template(file).id });
      return await Promise.all(summaries.reverse().map(({ id }) => n8n().client.execution(id)));
    },
    async restartN8n(meanwhile) {
      for (const { id } of await n8n().client.executions({ status: ['running', 'new'] })) killed.add(id);
      await n8n().kill();
      meanwhile();
      await stack.restartN8n();
    },
    async newest() {
      const { events } = await daemon().call<{ events: Array<{ sequence: number }> }>(
        'GET',
        '/v1/events?newest=true&limit=1',
      );
      return events[0]?.sequence ?? 0;
    },
    async stop() {
      await stack.stop();
      await broker?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return world;
}

/** The template as it is, but for the trigger's patience: a test cannot wait for hours. */
function hurried(workflow: WorkflowJson): WorkflowJson {
  const nodes = workflow.nodes.map((node) =>
    isTrigger(node) && node.parameters['events'] !== undefined
      ? { ...node, parameters: { ...node.parameters, options: { maxAttempts: 2, retryAfterSeconds: 1 } } }
      : node,
  );
  return { ...workflow, nodes };
}
