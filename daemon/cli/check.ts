import { PanelError, walkLines, XuiAdapter } from '../../panel';
import type { Config } from '../config';
import { AxiosTransport } from '../sync';

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
  const adapter = new XuiAdapter(
    new AxiosTransport({ ...panel, timeoutSeconds: panel.timeout, signal: new AbortController().signal }),
  );
  try {
    const identity = await adapter.identify();
    lines.push(`answers as ${identity.product}; the key belongs to ${identity.username}`);
    let count = 0;
    for await (const page of walkLines(adapter, {}, panel.pageSize)) count += page.length;
    lines.push(`${String(count)} lines, read to the end`);
    const packages = await adapter.listPackages();
    const bouquets = await adapter.listBouquets();
    lines.push(`${String(packages.length)} packages, ${String(bouquets.length)} bouquets`);
    return { panel: panel.name, ok: true, lines };
  } catch (error) {
    if (!(error instanceof PanelError)) throw error;
    lines.push(`${error.message} [${error.code}]`);
    if (error.hint !== undefined) lines.push(error.hint);
    return { panel: panel.name, ok: false, lines };
  }
}
