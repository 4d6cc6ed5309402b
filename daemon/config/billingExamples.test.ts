import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adjusted, namedPlan } from '../billing/plans';
import { loadConfig } from '.';

const start = `api: { token: a token of some length }
panels:
  - { name: main, url: 'http://127.0.0.1:8080/code/', apiKey: 0123456789abcdef }
inbox:
  - { name: cash, provider: stripe }
`;

const examples = ['plans.md', 'dunning.md'].flatMap((page) => {
  const text = readFileSync(join(__dirname, '../../docs', page), 'utf8');
  return [...text.matchAll(/^```yaml\n([^]*?)^```/gm)].map((match) => [page, match[1] ?? ''] as const);
});

describe('examples of the documentation', () => {
  it.each(examples.filter(([, text]) => text.startsWith('billing:')))('are a configuration: %s', (_page, text) => {
    const folder = mkdtempSync(join(tmpdir(), 'xtream-ui-sync-'));
    try {
      const file = join(folder, 'sync.yaml');
      writeFileSync(file, `${start}${text}`);
      const { plans, dunning, rates } = loadConfig(file, {}).billing;
      expect(plans.length + dunning.length + rates.length).toBeGreaterThan(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each(examples.filter(([, text]) => text.startsWith('adjust:')))('adjust a plan: %s', async (_page, text) => {
    const adjust = /^adjust: '(.*)'/.exec(text)?.[1];
    const plan = namedPlan.parse({ name: 'basic', panel: 'main', packageId: 1, adjust });
    const subscription = { customer: { country: 'LB' }, metadata: { films: 'no' } };
    const found = await adjusted(plan, { billing: { quantity: 3 }, subscription });
    expect(found).not.toHaveProperty('problem');
    expect({ ...found, adjust: null }).not.toEqual({ ...plan, adjust: null });
  });
});
