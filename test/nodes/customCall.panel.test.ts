import { startDemoPanel, type DemoPanel } from '../../demo/panel';
import { runError, runNode } from './engine';

/** Panel API Call in n8n's real engine: what its fields send. */

let panel: DemoPanel;
beforeEach(async () => {
  panel = await startDemoPanel({ lines: 20 });
});
afterEach(() => panel.stop());

const given = (operation: string, action: string, pair: object[] = []) => ({
  credentials: { xtreamUiApi: { url: panel.url, apiKey: panel.apiKey, panelVersion: 'xui' } },
  parameters: { resource: 'custom', operation, action, parameters: { pair } },
});

it('reads rows as items, with the parameters that were added', async () => {
  const items = await runNode(given('read', 'get_lines', [{ name: 'show_columns', value: 'id,password' }]));
  expect(items).toHaveLength(20);
  expect(items[0]?.json).toEqual({ id: '1', password: '[redacted]' });
});

it('writes what was named', async () => {
  const [item] = await runNode(given('write', 'ban_line', [{ name: 'id', value: '3' }]));
  expect(item?.json).toEqual({ status: 'STATUS_SUCCESS' });
  expect(panel.state.lines.get(3)?.admin_enabled).toBe(0);
});

it('says why an action is refused', async () => {
  const error = await runError(given('write', ' MySQL_Query', [{ name: 'query', value: 'SELECT 1' }]));
  expect(error.message).toContain('mysql_query is not called from here');
  expect(panel.requestCount).toBe(0);
});
