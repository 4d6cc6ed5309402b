import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { placePackage } from './package';

describe('placePackage', () => {
  let folder: string;
  let source: string;
  let placed: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'place-'));
    source = join(folder, 'package');
    placed = join(folder, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-sample');
    await mkdir(join(source, 'dist'), { recursive: true });
    await mkdir(join(source, 'src'));
    await writeFile(join(source, 'package.json'), '{"name":"n8n-nodes-sample","version":"1.2.3","files":["dist"]}');
    await writeFile(join(source, 'dist', 'new.js'), '');
    await writeFile(join(source, 'src', 'new.ts'), '');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("takes package.json and the package's files from a folder", async () => {
    expect(await placePackage(folder, source)).toBe('n8n-nodes-sample');
    expect((await readdir(placed)).sort()).toEqual(['dist', 'package.json']);
  });

  it('unpacks a tarball', async () => {
    const tarball = join(folder, 'sample.tgz');
    execFileSync('tar', ['-czf', tarball, '-C', folder, 'package/package.json', 'package/dist']);
    await placePackage(folder, tarball);
    expect(await readdir(join(placed, 'dist'))).toEqual(['new.js']);
  });

  it('replaces an older copy whole', async () => {
    await mkdir(placed, { recursive: true });
    await writeFile(join(placed, 'old.js'), '');
    await placePackage(folder, source);
    expect(await readdir(placed)).not.toContain('old.js');
  });

  it("enters the package in n8n's ledger and leaves nothing else behind", async () => {
    await placePackage(folder, source);
    const nodes = join(folder, '.n8n', 'nodes');
    expect(JSON.parse(await readFile(join(nodes, 'package.json'), 'utf8'))).toMatchObject({
      dependencies: { 'n8n-nodes-sample': '1.2.3' },
    });
    expect((await readdir(nodes)).sort()).toEqual(['node_modules', 'package.json']);
  });

  it('says what to do when there is no package', async () => {
    await expect(placePackage(folder, join(folder, 'none.tgz'))).rejects.toThrow('npm run build');
  });
});
