/** Makes sure the pinned n8n is installed, with progress, before anything waits for it. Needs a build. */
import { createRequire } from 'node:module';

const { ensureN8n, installProgressText } = createRequire(import.meta.url)('../demo/dist/n8n');

let shown = '';
await ensureN8n({
  onProgress(progress) {
    const text = installProgressText(progress);
    if (process.stdout.isTTY) process.stdout.write(`\r${text.padEnd(shown.length)}`);
    // Without a terminal, a line every ten seconds is enough.
    else if (progress.elapsed % 10 === 0 && text !== shown) console.log(text);
    shown = text;
  },
});
if (shown && process.stdout.isTTY) process.stdout.write('\n');
