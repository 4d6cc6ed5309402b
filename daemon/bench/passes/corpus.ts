import { open } from 'node:fs/promises';
import type { FormFields, PanelAnswer, PanelTransport } from '../../../panel';

/**
 * A panel's list of lines as bytes on disk: one page a line of the file, in the pages a pass asks for. Both the pass and its floor read these same bytes.
 */

function row(id: number, changed: boolean): object {
  const expiry = 1_900_000_000 + (id % 5_000) * 3_600 + (changed ? 86_400 : 0);
  return {
    id: String(id),
    member_id: String((id % 40) + 1),
    last_activity: null,
    last_activity_array: null,
    username: `customer${String(id)}`,
    password: `pw${((id * 2_654_435_761) % 4_294_967_296).toString(36)}`,
    exp_date: String(expiry),
    admin_enabled: '1',
    is_restreamer: 0,
    enabled: id % 50 === 0 ? 0 : '1',
    admin_notes: null,
    reseller_notes: `customer${String(id)}@example.com`,
    max_connections: String((id % 3) + 1),
    is_trial: 0,
    active_connections: id % 7 === 0 ? '1' : 0,
    owner_name: `reseller${String((id % 40) + 1)}`,
    stream_display_name: id % 7 === 0 ? 'News 24' : null,
    stream_id: id % 7 === 0 ? '12' : null,
    last_active: null,
  };
}

/** @param changedEvery every so many lines another expiry; 0: none */
export async function writeCorpus(file: string, lines: number, pageSize: number, changedEvery: number): Promise<void> {
  const handle = await open(file, 'w');
  try {
    for (let start = 0; start < lines; start += pageSize - 1) {
      const end = Math.min(start + pageSize, lines);
      const data = Array.from({ length: end - start }, (_, index) => {
        const id = start + index + 1;
        return row(id, changedEvery > 0 && id % changedEvery === 0);
      });
      const page = {
        status: 'STATUS_SUCCESS',
        data,
        recordsTotal: String(lines),
        recordsFiltered: String(data.length),
      };
      await handle.write(`${JSON.stringify(page)}\n`);
      if (end === lines) return;
    }
  } finally {
    await handle.close();
  }
}

/** The bodies, one after the other. */
export async function* pagesOf(file: string): AsyncGenerator<string> {
  const handle = await open(file);
  try {
    yield* handle.readLines();
  } finally {
    await handle.close();
  }
}

/** Answers get_lines with the pages of the corpus in order. */
export class CorpusTransport implements PanelTransport {
  private pages: AsyncGenerator<string> | undefined;

  constructor(private readonly file: string) {}

  async post(fields: FormFields): Promise<PanelAnswer> {
    if (fields.some(([name, value]) => name === 'start' && value === '0')) this.pages = pagesOf(this.file);
    const next = await this.pages?.next();
    return { status: 200, body: next?.done === false ? next.value : '', headers: {} };
  }
}
