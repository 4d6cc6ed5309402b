import { existsSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';

const FILES: Record<string, { file: string; type: string }> = {
  '/operator': { file: 'index.html', type: 'text/html; charset=utf-8' },
  '/operator/style.css': { file: 'style.css', type: 'text/css; charset=utf-8' },
  ...Object.fromEntries(
    ['words.js', 'common.js', 'editor.js', 'lines.js', 'app.js'].map((file) => [
      `/operator/${file}`,
      { file, type: 'text/javascript; charset=utf-8' },
    ]),
  ),
};

/** Serves the page's own files; nothing else is reachable. */
export function servePage(path: string, response: ServerResponse): void {
  const page = FILES[path === '/operator/' ? '/operator' : path];
  if (!page) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
    return;
  }
  const headers = {
    'content-type': page.type,
    'cache-control': 'no-cache',
    'content-security-policy': "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
  };
  response.writeHead(200, headers).end(readFileSync(join(pageFolder(), page.file)));
}

/** The folder with the page's files. The compiled code runs from a `dist` folder further down, where they are not copied to. */
function pageFolder(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, 'panel', 'operator', 'page');
    if (existsSync(join(candidate, 'index.html'))) return candidate;
    if (folder === dirname(folder)) throw new Error(`No folder above ${__dirname} has panel/operator/page/index.html`);
  }
}
