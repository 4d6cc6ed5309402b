import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  attachCredentials,
  builtPackage,
  N8nApiError,
  projectRoot,
  startN8n,
  type N8nProcess,
  type WorkflowJson,
  type WorkflowRef,
} from '../../n8n';
import { demoSpreadsheet, quickBooksCompany, startClouds, xeroTenant, type Clouds } from '../clouds';
import { startMailSink, type MailSink } from '../mail';
import { startElasticsearch, type Elasticsearch } from '../elasticsearch';
import { demoBilling } from './billing';
import { credentialsByNode, fillCredentials } from './credentials';
import { startDaemonProcess, type DaemonProcess } from './daemon';
import { startPanelProcess, type PanelProcess } from './panel';
import { freePort } from './ports';
import { withSettings } from './settings';

/** The owner account of the demo's n8n. */
export const demoOwner = { email: 'owner@example.com', password: 'Demo-Pass-2026' } as const;

/** What the template that syncs with HubSpot has an operator make there. */
const hubspotProperties = ['iptv_line', 'iptv_username', 'iptv_status', 'iptv_expires', 'iptv_marker'];

export interface StackOptions {
  /** Everything is kept in here. */
  folder: string;
  /** Wanted ports; taken ones give way to the next free. Without: any free ones. */
  ports?: { panel: number; daemon: number; smtp: number; mail: number; clouds: number; n8n: number };
  /** Seconds between two passes of the daemon over the panel. @default 2 */
  pollSeconds?: number;
  /** Whether the first pass tells of every line. @default false */
  baselineEvents?: boolean;
  /** Another panel than the demo's own, e.g. the recorded one; `panelVersion` as the credential has it. @default detected */
  panel?: { url: string; apiKey: string; panelVersion?: 'xui' | 'xcvm' };
  /** The daemon's section `billing`, as lines of YAML. @default the demo's plans and dunning policy */
  billing?: readonly string[];
  /** @default demo secrets */
  secrets?: { token: string; stripeSecret: string };
  /** @default the package as last built */
  nodePackage?: string;
  env?: Record<string, string>;
  /** `amqp://` URL of a broker, for a credential in n8n. @default none */
  rabbitmq?: string;
  /** Further lines of the panel's section of the daemon's configuration, as YAML. @default none */
  panelSettings?: readonly string[];
  onProgress?: (step: string) => void;
}

/** The product and the world around it: panel, daemon, mail, clouds and n8n, each as an operator has them. */
export interface Stack {
  panel: PanelProcess | undefined;
  /** The running one: another object after a restart. */
  readonly daemon: DaemonProcess;
  mail: MailSink;
  clouds: Clouds;
  elasticsearch: Elasticsearch;
  /** The running one: another object after a restart. */
  readonly n8n: N8nProcess;
  /**
   * Imports the templates of `workflows/` with credentials filled in, and publishes those whose credentials are all there. One that is there already stays
   * as it is.
   * @param names file names without `.json`. @default all
   */
  importTemplates(names?: readonly string[]): Promise<WorkflowRef[]>;
  /** Imports and publishes one workflow with credentials filled in. */
  importWorkflow(workflow: WorkflowJson): Promise<WorkflowRef>;
  /** After n8n was killed: the same n8n again. */
  restartN8n(): Promise<void>;
  /** After the daemon was killed: the same daemon again. */
  restartDaemon(): Promise<void>;
  stop(): Promise<void>;
}

export async function startStack(options: StackOptions): Promise<Stack> {
  const { folder, ports, pollSeconds = 2, secrets, onProgress = () => undefined } = options;
  const stops: Array<() => Promise<void>> = [];
  const stopAll = async (): Promise<void> => {
    for (const stop of stops.splice(0).reverse()) await stop().catch(() => undefined);
  };
  const own = (name: string): Promise<string | undefined> => mkdir(join(folder, name), { recursive: true });
  try {
    await Promise.all(['panel', 'daemon', 'clouds', 'n8n'].map(own));
    onProgress('the demo panel');
    const panelPort = await freePort(ports?.panel);
    const panel = options.panel
      ? undefined
      : await startPanelProcess({ folder: join(folder, 'panel'), port: panelPort });
    if (panel) stops.push(() => panel.stop());
    const { url, apiKey } = options.panel ?? panel ?? { url: '', apiKey: '' };

    onProgress('the mail sink and the stand-ins for the clouds');
    const mail = await startMailSink({
      smtpPort: await freePort(ports?.smtp),
      httpPort: await freePort(ports?.mail),
      file: join(folder, 'mail.jsonl'),
    });
    stops.push(() => mail.stop());
    const clouds = await startClouds({
      port: await freePort(ports?.clouds),
      directory: join(folder, 'clouds'),
      record: join(folder, 'clouds', 'received.jsonl'),
      hubspotProperties,
    });
    stops.push(() => clouds.stop());
    const elasticsearch = await startElasticsearch();
    stops.push(() => elasticsearch.stop());

    onProgress('the daemon');
    const daemonOptions = {
      folder: join(folder, 'daemon'),
      panels: [{ name: 'main', url, apiKey, settings: options.panelSettings ?? [] }],
      port: await freePort(ports?.daemon),
      pollSeconds,
      baselineEvents: options.baselineEvents ?? false,
      billing: options.billing ?? demoBilling,
      ...secrets,
    };
    let daemon = await startDaemonProcess(daemonOptions);
    stops.push(() => daemon.stop());

    onProgress('n8n');
    const n8nOptions = {
      userFolder: join(folder, 'n8n'),
      port: await freePort(ports?.n8n),
      // Never a fixed one: stacks that start side by side would both find it free, since n8n takes seconds to bind it.
      brokerPort: await freePort(),
      packageTarballOrFolder: options.nodePackage ?? builtPackage(),
      proxy: { url: clouds.proxyUrl, caFile: clouds.caFile },
      ...(options.env ? { env: options.env } : {}),
    };
    let n8n = await startN8n(n8nOptions);
    stops.push(() => n8n.stop());
    await n8n.client.setupOwnerOrLogin(demoOwner);
    const filled = await fillCredentials(n8n.client, {
      panel: { url, apiKey, panelVersion: options.panel?.panelVersion ?? 'detect' },
      daemon: { url: daemon.url, token: daemon.token },
      smtpPort: mail.smtpPort,
      elasticsearch: { url: elasticsearch.url, username: elasticsearch.username, password: elasticsearch.password },
      ...(options.rabbitmq === undefined ? {} : { rabbitmq: options.rabbitmq }),
    });
    const credentials = credentialsByNode(await n8n.client.getNodeTypes(), filled);

    const importWorkflow = async (workflow: WorkflowJson): Promise<WorkflowRef> => {
      const imported = await n8n.client.importWorkflow(attachCredentials(workflow, credentials));
      await n8n.client.activate(imported.id);
      return imported;
    };
    const fit = withSettings({
      ...{ companyId: quickBooksCompany, organizationId: xeroTenant, spreadsheetId: demoSpreadsheet },
      daemonUrl: daemon.url,
    });
    /** One that needs something nobody has here, such as a Kafka broker, stays a draft. */
    const importTemplate = async (template: WorkflowJson): Promise<void> => {
      try {
        await importWorkflow(fit(template));
      } catch (error) {
        if (!(error instanceof N8nApiError) || !error.reason.includes('Missing required credential')) throw error;
      }
    };
    return {
      panel,
      get daemon() {
        return daemon;
      },
      mail,
      clouds,
      elasticsearch,
      get n8n() {
        return n8n;
      },
      importWorkflow,
      async importTemplates(names) {
        const templates = await readTemplates(names);
        const there = new Set((await n8n.client.workflows()).map(({ id }) => id));
        for (const template of templates) if (!there.has(template.id ?? '')) await importTemplate(template);
        const now = new Map((await n8n.client.workflows()).map((workflow) => [workflow.id, workflow]));
        return templates.flatMap(({ id = '' }) => now.get(id) ?? []);
      },
      async restartN8n() {
        // n8n 2.41 ends its first start after a kill with an error of its own when the kill hit an execution between being stored and being begun
        // ("reading 'getTime'", in its crash recovery), and comes up at the next: what a supervisor does in production.
        n8n = await startN8n(n8nOptions).catch(() => startN8n(n8nOptions));
        await n8n.client.setupOwnerOrLogin(demoOwner);
      },
      async restartDaemon() {
        daemon = await startDaemonProcess(daemonOptions);
      },
      stop: stopAll,
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** Templates that others refer to (error workflows, sub-workflows) come first: n8n wants them published before. */
async function readTemplates(names?: readonly string[]): Promise<WorkflowJson[]> {
  const folder = join(projectRoot(), 'workflows');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  const wanted = names === undefined ? files : files.filter((file) => names.includes(file.replace(/\.json$/, '')));
  const all = await Promise.all(
    wanted.map(async (file) => JSON.parse(await readFile(join(folder, file), 'utf8')) as WorkflowJson),
  );
  const refersTo = (workflow: WorkflowJson, other: WorkflowJson): boolean =>
    workflow !== other && other.id !== undefined && JSON.stringify(workflow).includes(`"${other.id}"`);
  return all.sort((a, b) => Number(refersTo(a, b)) - Number(refersTo(b, a)));
}
