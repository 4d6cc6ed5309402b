import { join } from 'node:path';
import { projectRoot } from '../../n8n';
import { startChild, type Child } from './child';

/** The demo panel as its own process. */
export interface PanelProcess extends Child {
  url: string;
  apiKey: string;
  operatorUrl: string;
}

export interface StartPanelOptions {
  /** State and log go here. */
  folder: string;
  port?: number;
}

export async function startPanelProcess({ folder, port = 0 }: StartPanelOptions): Promise<PanelProcess> {
  const child = await startChild({
    what: 'The demo panel',
    script: join(projectRoot(), 'demo', 'dist', 'demo', 'panel', 'cli.js'),
    args: ['--port', String(port), '--state', join(folder, 'panel.json')],
    log: join(folder, 'panel.log'),
    ready: (starting) => starting.output().includes('"ready":true'),
  });
  const line = child
    .output()
    .split('\n')
    .find((text) => text.includes('"ready":true'));
  const { url, apiKey, operatorUrl } = JSON.parse(line ?? '{}') as { url: string; apiKey: string; operatorUrl: string };
  return { ...child, url, apiKey, operatorUrl };
}
