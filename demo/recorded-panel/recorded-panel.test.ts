import { loadRecordings } from '../../test/recordings';
import { startRecordedPanel, type RecordedPanel } from './index';

let panel: RecordedPanel;
beforeEach(async () => {
  panel = await startRecordedPanel();
});
afterEach(() => panel.stop());

async function get(parameters: Record<string, string>): Promise<string> {
  const url = new URL(panel.url);
  url.search = new URLSearchParams({ api_key: panel.apiKey, ...parameters }).toString();
  return (await fetch(url)).text();
}

describe('the recorded panel', () => {
  it('gives every recorded answer to its request, in the recorded order, keys and actions sent in the form', async () => {
    for (const { request, body } of loadRecordings()) {
      const form = new URLSearchParams(request.authenticated ? { api_key: 'any', action: request.action } : {});
      for (const [name, value] of Object.entries({ ...request.query, ...request.form })) {
        if (typeof value === 'string') form.append(name, value);
        else for (const entry of value) form.append(`${name}[]`, entry);
      }
      const response = await fetch(panel.url, { method: 'POST', body: form });
      expect([request, await response.text()]).toEqual([request, body]);
    }
  });

  it('keeps giving the last answer of a request that was recorded several times', async () => {
    const answers = [];
    for (let call = 0; call < 3; call++) answers.push(await get({ action: 'delete_line', id: '12' }));
    expect(answers).toEqual([
      '{"status":"STATUS_SUCCESS"}',
      '{"status":"STATUS_FAILURE"}',
      '{"status":"STATUS_FAILURE"}',
    ]);
  });

  it('pages through the recorded lines', async () => {
    const first = JSON.parse(await get({ action: 'get_lines', start: '0', limit: '2' })) as object;
    expect(first).toMatchObject({ data: [{ id: '1' }, { id: '2' }], recordsTotal: '3', recordsFiltered: 2 });
    const second = JSON.parse(await get({ action: 'get_lines', start: '2', limit: '2' })) as object;
    expect(second).toMatchObject({ data: [{ id: '3' }], recordsTotal: '3' });
    const end = JSON.parse(await get({ action: 'get_lines', start: '4', limit: '2' })) as object;
    expect(end).toEqual({ status: 'STATUS_SUCCESS', data: [], recordsTotal: '3', recordsFiltered: 2 });
    const all = JSON.parse(await get({ action: 'get_lines', start: '0', limit: '1000' })) as object;
    expect(all).toMatchObject({ data: [{}, {}, {}], recordsTotal: '3', recordsFiltered: '3' });
  });

  it('picks columns of a recorded list', async () => {
    const answer = await get({ action: 'get_lines', limit: '1', show_columns: 'id,exp_date' });
    expect(answer).toBe(
      '{"status":"STATUS_SUCCESS","data":[{"id":"1","exp_date":null}],"recordsTotal":"3","recordsFiltered":1}',
    );
  });

  it('gives a recorded answer whose columns were not asked for', async () => {
    expect(await get({ action: 'get_packages' })).toContain('"package_name":"Trial 24h"');
  });

  it('answers what was not recorded as an unknown action', async () => {
    expect(await get({ action: 'get_line', id: '77' })).toBe('{"status":"STATUS_FAILURE","error":"Invalid action."}');
  });

  it('notes the calls without the key', async () => {
    await get({ action: 'get_line', id: '2' });
    expect(panel.requests).toEqual([{ action: 'get_line', parameters: { action: 'get_line', id: '2' } }]);
  });
});
