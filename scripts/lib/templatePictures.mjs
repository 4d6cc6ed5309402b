/* global document */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attachCredentials, startN8n } from '../../demo/dist/n8n/index.js';
import { credentialsByNode, fillCredentials } from '../../demo/dist/demo/stack/index.js';
import { root } from './project.mjs';

const folderOf = join(root, 'workflows');
/** Pixels of a picture; more than these make more than 300 KB. */
const most = 2_300_000;
const margin = 16;

/** Names of all templates, or of those that are wanted. */
export function templateNames(wanted) {
  const all = readdirSync(folderOf)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.replace(/\.json$/, ''));
  return wanted.length === 0 ? all : all.filter((name) => wanted.includes(name));
}

/**
 * Takes the picture of each template's canvas, as n8n's editor draws it, with credentials chosen.
 * @param signIn signs the page in at this n8n's address
 */
export async function takeTemplatePictures({ names, browser, folder, stops, owner, signIn }) {
  const n8n = await startN8n({ userFolder: folder, packageTarballOrFolder: root });
  stops.push(() => n8n.stop());
  await n8n.client.setupOwnerOrLogin(owner);
  // Nothing is called: that a credential is chosen is all that is seen.
  const nowhere = { url: 'http://127.0.0.1:9', apiKey: 'none', panelVersion: 'detect' };
  const filled = await fillCredentials(n8n.client, {
    panel: nowhere,
    daemon: { url: nowhere.url, token: 'none' },
    smtpPort: 9,
    elasticsearch: { url: nowhere.url, username: 'demo', password: 'demo' },
    rabbitmq: 'amqp://demo:demo@127.0.0.1:9',
  });
  const credentials = credentialsByNode(await n8n.client.getNodeTypes(), filled);
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await signIn(page, n8n.url);
  for (const name of names) {
    const workflow = JSON.parse(readFileSync(join(folderOf, `${name}.json`), 'utf8'));
    const { id } = await n8n.client.importWorkflow(attachCredentials(workflow, credentials));
    await takePicture(page, `${n8n.url}/workflow/${id}`, workflow, join(root, 'docs/images', `template-${name}.png`));
  }
}

async function takePicture(page, address, workflow, path) {
  const { width, height } = extent(workflow);
  const scale = Math.min(1, Math.sqrt(most / (width * height)));
  // The editor's own frame lies around the canvas.
  await page.setViewportSize({ width: Math.round(width * scale) + 260, height: Math.round(height * scale) + 260 });
  await page.goto(address);
  await page.locator('.vue-flow__node').first().waitFor({ state: 'attached' });
  await page.addStyleTag({
    content:
      '.el-notification, [data-test-id="canvas-controls"], .vue-flow__controls, [data-test-id="execute-workflow-button"], .vue-flow__minimap { display: none !important }',
  });
  await page.waitForTimeout(1500);
  await page
    .locator('.vue-flow__pane')
    .first()
    .click({ position: { x: 5, y: 5 } });
  await page.keyboard.press('1');
  await page.waitForTimeout(1500);
  const box = await page.evaluate(() => {
    const boxes = [...document.querySelectorAll('.vue-flow__node')].map((node) => node.getBoundingClientRect());
    const left = Math.min(...boxes.map((each) => each.left));
    const top = Math.min(...boxes.map((each) => each.top));
    const right = Math.max(...boxes.map((each) => each.right));
    const bottom = Math.max(...boxes.map((each) => each.bottom));
    return { left, top, right, bottom };
  });
  const clip = {
    x: Math.max(0, box.left - margin),
    y: Math.max(0, box.top - margin),
    width: box.right - box.left + 2 * margin,
    height: box.bottom - box.top + 2 * margin,
  };
  await page.screenshot({ path, clip });
}

/** Width and height of everything on the canvas. */
function extent({ nodes }) {
  const right = Math.max(...nodes.map(({ position, parameters }) => position[0] + (parameters.width ?? 160)));
  const bottom = Math.max(...nodes.map(({ position, parameters }) => position[1] + (parameters.height ?? 160)));
  const left = Math.min(...nodes.map(({ position }) => position[0]));
  const top = Math.min(...nodes.map(({ position }) => position[1]));
  return { width: right - left, height: bottom - top };
}
