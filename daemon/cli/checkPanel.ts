import { can, PanelError, walkLines } from '../../panel';
import type { Config } from '../config';
import { connectPanel, unwatched } from '../sync';

/** What `check` found out about one panel, in words. */
export interface PanelCheck {
  panel: string;
  ok: boolean;
  /** What works, step by step, or what went wrong. */
  lines: string[];
}

/** Asks a panel for what the daemon will ask of it, and explains the answers. Writes nothing. */
export async function checkPanel(panel: Config['panels'][number]): Promise<PanelCheck> {
  const lines: string[] = [];
  const connection = connectPanel({ ...panel, timeoutSeconds: panel.timeout }, new AbortController().signal);
  try {
    const adapter = await connection.open();
    const { dialect, product, username, explanation } = await adapter.identify();
    const owner = username === null ? '' : `; the key belongs to ${username}`;
    lines.push(`answers as ${product} (dialect ${dialect})${owner}`, explanation);
    const reason = unwatched(adapter);
    if (reason === null) {
      let count = 0;
      for await (const page of walkLines(adapter, {}, panel.pageSize)) count += page.length;
      lines.push(`${String(count)} lines, read to the end`);
    } else {
      lines.push(reason.message, reason.hint);
    }
    if (can(adapter, 'listPackages')) lines.push(`${String((await adapter.listPackages()).length)} packages`);
    if (can(adapter, 'listBouquets')) lines.push(`${String((await adapter.listBouquets()).length)} bouquets`);
    return { panel: panel.name, ok: true, lines };
  } catch (error) {
    if (!(error instanceof PanelError)) throw error;
    lines.push(`${error.message} [${error.code}]`);
    if (error.hint !== undefined) lines.push(error.hint);
    return { panel: panel.name, ok: false, lines };
  } finally {
    await connection.close();
  }
}
