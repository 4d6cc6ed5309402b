/**
 * Takes the pictures of docs/images/resources: each resource of the node in n8n's own editor, with a list or an output from the demo panel, and those of
 * money and service from a daemon before it.
 * Needs a build and Chromium (CHROMIUM, else /usr/bin/chromium).
 *
 *   node scripts/screenshots.mjs [resource ...]
 *   node scripts/screenshots.mjs --templates [template ...]   of docs/images/template-*.png: the canvas of each template
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, selectors } from 'playwright-core';
import { startDemoPanel } from '../demo/dist/demo/panel/index.js';
import { startN8n } from '../demo/dist/n8n/index.js';
import { operations, resources } from '../demo/dist/panel/index.js';
import { businessOperations, businessResources } from '../dist/nodes/XtreamUi/business/catalogue/index.js';
import { businessViews, startBusiness } from './lib/business-views.mjs';
import { root } from './lib/project.mjs';
import { takeTemplatePictures, templateNames } from './lib/templatePictures.mjs';

/**
 * What is shown of a resource: an operation, what is filled in, and the field whose list is open (null: none). The others: the list of what is there,
 * run. Nothing here is a write that is run.
 */
const views = {
  blocked: { operation: 'getMany', parameters: { kind: 'ip' } },
  bouquet: { operation: 'addContent', list: 'bouquetId' },
  channel: { operation: 'update', list: 'channel' },
  connection: { operation: 'kill', list: 'connectionId' },
  creditLog: { operation: 'getMany', list: null },
  custom: { operation: 'read', parameters: { action: 'get_server_stats' } },
  enigma2: { operation: 'extend', list: 'device' },
  episode: { operation: 'create', parameters: { name: 'Pilot' }, list: 'seriesId' },
  line: { operation: 'create', parameters: { username: 'nadia.haddad' }, list: 'packageId' },
  mag: { operation: 'delete', list: 'device' },
  panel: { operation: 'get' },
  series: { operation: 'get', list: 'series' },
  server: { operation: 'getStats', list: 'serverId' },
  station: { operation: 'start', list: 'station' },
  stream: { operation: 'getStatus', list: 'stream' },
  user: { operation: 'adjustCredits', parameters: { amount: 25 }, list: 'user' },
};

const owner = { email: 'owner@example.com', password: 'Demo-Pass-2026' };
const nodeId = '7f1c2f4e-0000-4000-8000-000000000001';
const target = join(root, 'docs/images/resources');
const ofTemplates = process.argv[2] === '--templates';
const wanted = process.argv.slice(ofTemplates ? 3 : 2);
const folder = mkdtempSync(join(tmpdir(), 'screenshots-'));
const stops = [];

selectors.setTestIdAttribute('data-test-id');
try {
  if (ofTemplates) {
    const browser = await startBrowser();
    await takeTemplatePictures({ names: templateNames(wanted), browser, folder, stops, owner, signIn });
  } else await takePictures();
} finally {
  for (const stop of stops.reverse()) await stop();
  rmSync(folder, { recursive: true, force: true });
}

async function takePictures() {
  const panel = await startDemoPanel({ lines: 60 });
  stops.push(() => panel.stop());
  const n8n = await startN8n({ userFolder: folder, packageTarballOrFolder: root });
  stops.push(() => n8n.stop());
  await n8n.client.setupOwnerOrLogin(owner);
  const access = { url: panel.url, apiKey: panel.apiKey };
  const credential = await n8n.client.upsertCredential('Demo panel', 'xtreamUiApi', access);
  const business = businessResources.filter(({ value }) => isWanted(value));
  if (business.length > 0) Object.assign(views, await viewsOfBusiness(panel, n8n));
  const browser = await startBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await signIn(page, n8n.url);
  mkdirSync(target, { recursive: true });
  for (const { value: resource, label } of [...resources.filter(({ value }) => isWanted(value)), ...business]) {
    await takePicture(page, n8n, { resource, label, credential });
  }
}

async function startBrowser() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
  stops.push(() => browser.close());
  return browser;
}

function isWanted(resource) {
  return wanted.length === 0 || wanted.includes(resource);
}

/** Starts a daemon that has something to show, and tells what is shown. */
async function viewsOfBusiness(panel, n8n) {
  const daemon = await startBusiness(join(folder, 'daemon'), panel);
  stops.push(() => daemon.stop());
  const access = { url: daemon.url, accessToken: daemon.token };
  const credential = await n8n.client.upsertCredential('Sync daemon', 'xtreamUiSyncApi', access);
  const views = await businessViews(daemon);
  return Object.fromEntries(
    businessResources.map(({ value }) => [value, { ...views[value], authentication: 'daemon', credential }]),
  );
}

/** n8n ties a session to the browser that began it: one begun over its API is not taken. */
async function signIn(page, url) {
  await page.goto(`${url}/signin`);
  await page.locator('input[type=email]').fill(owner.email);
  await page.locator('input[type=password]').fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/home/);
}

async function takePicture(page, n8n, { resource, label, credential }) {
  const many = [...operations, ...businessOperations].some(({ id }) => id === `${resource}.getMany`);
  const view = { operation: many ? 'getMany' : 'get', authentication: 'panel', credential, ...views[resource] };
  const node = nodeOf(resource, view);
  const workflow = await n8n.client.importWorkflow({
    name: label,
    nodes: [node],
    connections: {},
    settings: { executionOrder: 'v1' },
  });
  await page.goto(`${n8n.url}/workflow/${workflow.id}/${nodeId}`);
  await page.getByText('Execute step').first().waitFor();
  if (view.list === undefined) {
    await page.getByTestId('node-execute-button').first().click();
    await page.getByTestId('ndv-output-panel').or(page.getByTestId('output-panel')).getByText(/item/).first().waitFor();
  } else if (view.list !== null) {
    await page.getByTestId(`parameter-input-${view.list}`).locator('input').last().click();
    await page.getByTestId('rlc-item').first().waitFor({ state: 'attached' });
  }
  // Parameters and output; without input there is nothing to see of it.
  await page.addStyleTag({ content: '.el-notification { display: none !important }' });
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(target, `${resource}.png`), clip: { x: 430, y: 65, width: 825, height: 700 } });
}

function nodeOf(resource, { operation, parameters = {}, authentication, credential }) {
  return {
    id: nodeId,
    name: 'Xtream UI',
    type: 'n8n-nodes-xtream-ui.xtreamUi',
    typeVersion: 1,
    position: [0, 0],
    parameters: { authentication, resource, operation, ...parameters },
    credentials: { [credential.type]: { id: credential.id, name: credential.name } },
  };
}
