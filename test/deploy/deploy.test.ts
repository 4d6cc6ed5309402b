import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { loadConfig } from '../../daemon/config';
import {
  Metrics,
  ofCommands,
  ofDuties,
  ofEndpoints,
  ofEvents,
  ofFeeds,
  ofInbox,
  ofPanels,
  ofRelays,
} from '../../daemon/metrics';
import { projectRoot } from '../../n8n';

/** What can be known of deploy/ without the engines it is for: no image is built and no Prometheus or Grafana started here. */

const deploy = (...path: string[]): string => join(projectRoot(), 'deploy', ...path);
const text = (...path: string[]): string => readFileSync(deploy(...path), 'utf8');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xtream-ui-deploy-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('dashboard and alerts', () => {
  /** All names the daemon tells Prometheus, from what a scrape says of itself. */
  const known = async (): Promise<ReadonlySet<string>> => {
    const metrics = new Metrics({ warn: () => undefined });
    const clock = { now: () => 0 };
    metrics.add(
      ofPanels({ views: () => Promise.resolve([]) }, clock),
      ofFeeds({ list: () => Promise.resolve([]) }),
      ofCommands({ unfinished: () => Promise.resolve({ intended: 0, sent: 0, oldestAt: null }) }, clock),
      ofEndpoints({ list: () => Promise.resolve([]) }),
      ofRelays({ list: () => Promise.resolve([]) }),
      ofEvents({ counts: () => ({}) }),
      ofInbox({ counts: () => ({}) }),
      ofDuties({ replicas: () => Promise.resolve([]) }),
    );
    const { text: scraped } = await metrics.scrape();
    const typed = [...scraped.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
    const names = typed.flatMap(([, name = '', type]) =>
      type === 'histogram' ? ['_bucket', '_count', '_sum'].map((suffix) => name + suffix) : [name],
    );
    return new Set([...names, 'up']);
  };
  const namesIn = (query: string): string[] =>
    [
      ...query
        .replaceAll(/\{[^}]*\}|\[[^\]]*\]|(by|without) \([^)]*\)/g, ' ')
        .matchAll(/[a-z_][a-z0-9_]*(?![a-z0-9_]*\s*\()/g),
    ]
      .map(([name]) => name)
      .filter((name) => name.includes('_') || name === 'up');

  it('of Grafana asks only for metrics there are', async () => {
    const { panels } = JSON.parse(text('grafana', 'xtream-ui-sync.json')) as {
      panels: Array<{ title: string; targets: Array<{ expr: string }> }>;
    };
    const names = await known();
    const queries = panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, used: namesIn(expr) })));
    expect(queries.filter(({ used }) => used.length === 0)).toEqual([]);
    expect(queries.filter(({ used }) => used.some((name) => !names.has(name)))).toEqual([]);
  });

  it('of Prometheus ask only for metrics there are, and each says how bad it is and what happened', async () => {
    const { groups } = parse(text('prometheus', 'alerts.yml')) as {
      groups: Array<{ rules: Array<{ alert: string; expr: string; labels: object; annotations: object }> }>;
    };
    const names = await known();
    const rules = groups.flatMap((group) => group.rules);
    expect(rules.filter(({ expr }) => namesIn(expr).length === 0)).toEqual([]);
    for (const { alert, expr, labels, annotations } of rules) {
      expect([alert, namesIn(expr).filter((name) => !names.has(name))]).toEqual([alert, []]);
      expect([alert, labels, annotations]).toEqual([
        alert,
        { severity: expect.stringMatching(/^(warning|critical)$/) as string },
        { summary: expect.stringMatching(/\w/) as string },
      ]);
    }
  });
});

describe('Docker', () => {
  interface Service {
    image?: string;
    build?: { context: string; dockerfile: string; target: string };
    volumes?: string[];
    secrets?: string[];
    environment?: Record<string, string>;
  }
  const compose = parse(text('docker', 'compose.yml')) as {
    services: Record<string, Service>;
    secrets: Record<string, { environment: string }>;
    volumes: Record<string, null>;
  };
  const services = Object.values(compose.services);
  const dockerfile = text('docker', 'Dockerfile');
  const stages = [...dockerfile.matchAll(/^FROM \S+ AS (\S+)$/gm)].map((match) => match[1]);

  it('finds every file, stage, volume and secret it names', () => {
    for (const { build, volumes = [], secrets = [] } of services) {
      if (build !== undefined) {
        const context = resolve(deploy('docker'), build.context);
        expect(context).toBe(resolve(projectRoot()));
        expect(existsSync(join(context, build.dockerfile))).toBe(true);
        expect(stages).toContain(build.target);
      }
      for (const source of volumes.map((volume) => volume.split(':')[0] ?? '')) {
        expect([
          source,
          source.startsWith('.') ? existsSync(deploy('docker', source)) : source in compose.volumes,
        ]).toEqual([source, true]);
      }
      for (const secret of secrets) expect(compose.secrets).toHaveProperty(secret);
    }
    for (const [, from] of dockerfile.matchAll(/COPY --from=(\S+)/g)) expect(stages).toContain(from);
    for (const [, sources = ''] of dockerfile.matchAll(/^COPY (?!--from)((?:(?!--)\S+ )+)\S+$/gm)) {
      for (const source of sources.trim().split(' '))
        expect([source, existsSync(join(projectRoot(), source))]).toEqual([source, true]);
    }
  });

  it('pins its images, runs the daemon as nobody special, and asks it whether it lives', () => {
    const images = [
      ...services.flatMap(({ image }) => (image === undefined ? [] : [image])),
      ...[...dockerfile.matchAll(/^FROM (\S+)/gm)].map((match) => match[1] ?? ''),
    ];
    expect(images.filter((image) => !/:\d/.test(image))).toEqual([]);
    const daemon = dockerfile.slice(dockerfile.indexOf(' AS daemon'), dockerfile.indexOf(' AS n8n'));
    expect(daemon).toMatch(/^USER node$/m);
    expect(daemon).toMatch(/^HEALTHCHECK /m);
  });

  it('has no password of its own: all are asked for', () => {
    const example = text('docker', '.env.example');
    for (const { environment } of Object.values(compose.secrets)) {
      expect(example).toMatch(new RegExp(`^${environment}=$`, 'm'));
    }
    const secret = /PASSWORD|TOKEN|KEY/;
    for (const { environment = {} } of services) {
      for (const [name, value] of Object.entries(environment)) {
        if (secret.test(name)) expect([name, value]).toEqual([name, expect.stringMatching(/^\/run\/secrets\//)]);
      }
    }
  });

  it('gives the daemon a configuration it takes, with every secret it is given', () => {
    const secrets = compose.services['sync']?.secrets ?? [];
    for (const secret of secrets) writeFileSync(join(folder, secret), '0123456789abcdef0123456789abcdef\n');
    const file = join(folder, 'sync.yaml');
    writeFileSync(file, text('docker', 'sync.yaml').replaceAll('/run/secrets/', `${folder}/`));
    const config = loadConfig(file, { PANEL_URL: 'http://panel.example.com/code/' });
    expect(config.api.host).toBe('0.0.0.0');
    expect(config.store?.postgres).toContain(':0123456789abcdef0123456789abcdef@postgres:5432/xtream_ui_sync');
    expect(text('docker', 'postgres-init.sql')).toContain('CREATE DATABASE xtream_ui_sync;');
  });

  it('puts the nodes where n8n finds them, anew at each start, and leaves other packages alone', () => {
    const source = join(folder, 'package');
    mkdirSync(source);
    const home = join(folder, 'home');
    mkdirSync(join(home, '.n8n', 'nodes'), { recursive: true });
    writeFileSync(
      join(home, '.n8n', 'nodes', 'package.json'),
      JSON.stringify({ name: 'installed-nodes', dependencies: { 'n8n-nodes-other': '1.0.0' } }),
    );
    const tarball = join(folder, 'package.tgz');
    const script = join(folder, 'entrypoint.sh');
    writeFileSync(
      script,
      text('docker', 'n8n-entrypoint.sh').replace('exec /docker-entrypoint.sh', 'exec echo started'),
    );
    for (const version of ['1.0.0', '1.1.0']) {
      writeFileSync(join(source, 'package.json'), JSON.stringify({ name: 'n8n-nodes-xtream-ui', version }));
      execFileSync('tar', ['-czf', tarball, '-C', folder, 'package']);
      const { stdout, stderr } = spawnSync('sh', [script, 'worker'], {
        env: { PATH: process.env['PATH'], HOME: home, XTREAM_UI_PACKAGE: tarball },
        encoding: 'utf8',
      });
      expect({ stdout, stderr }).toEqual({ stdout: 'started worker\n', stderr: '' });
      const nodes = join(home, '.n8n', 'nodes');
      const placed = readFileSync(join(nodes, 'node_modules', 'n8n-nodes-xtream-ui', 'package.json'), 'utf8');
      expect(JSON.parse(placed)).toMatchObject({ version });
      expect(JSON.parse(readFileSync(join(nodes, 'package.json'), 'utf8'))).toMatchObject({
        dependencies: { 'n8n-nodes-other': '1.0.0', 'n8n-nodes-xtream-ui': version },
      });
    }
  });
});

describe('systemd', () => {
  const analyze = spawnSync('systemd-analyze', ['--version']).status === 0;

  (analyze ? it : it.skip)('takes the unit', () => {
    const unit = join(folder, 'xtream-ui-sync.service');
    writeFileSync(unit, text('systemd', 'xtream-ui-sync.service').replace('=xtream-ui-sync start', '=/bin/true start'));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('writes where the unit lets it', () => {
    expect(text('systemd', 'xtream-ui-sync.service')).toMatch(/^WorkingDirectory=\/var\/lib\/xtream-ui-sync$/m);
    expect(text('systemd', 'xtream-ui-sync.service')).toMatch(/^StateDirectory=xtream-ui-sync$/m);
  });
});
