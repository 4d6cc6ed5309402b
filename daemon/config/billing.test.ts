import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadConfig, type BillingSettings } from '.';

const start = `api: { token: a token of some length }
panels:
  - { name: main, url: 'http://127.0.0.1:8080/code/', apiKey: 0123456789abcdef }
`;

describe('billing in the configuration', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'xtream-ui-sync-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const load = (billing: string): BillingSettings => {
    const file = join(folder, 'sync.yaml');
    writeFileSync(file, `${start}${billing}`);
    return loadConfig(file, {}).billing;
  };
  const problemsOf = (billing: string): string[] => {
    try {
      load(billing);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return error.problems.map(({ line, path, message }) => `${String(line)}: ${path}: ${message}`);
    }
    return [];
  };

  it('leaves all to n8n and takes nothing away, where nothing is written', () => {
    expect(load('')).toEqual({
      currency: 'USD',
      plans: [],
      dunning: [],
      rates: [],
      grace: 86_400,
      actions: {
        provision: 'n8n',
        renew: 'n8n',
        changePackage: 'n8n',
        suspend: 'n8n',
        resume: 'n8n',
        terminate: 'n8n',
      },
      refund: { partial: 'keep', full: 'terminate' },
      chargeback: 'suspend',
      cancel: 'periodEnd',
      terminate: 'disable',
      paused: 'keep',
      reconcile: { cron: '30 4 * * *', ignoreTrials: true, ignoreRestreamers: true, ignoreOwners: [] },
    });
  });

  it('takes plans, policies, rates and switches', () => {
    const billing = load(`billing:
  currency: LBP
  plans:
    - { name: basic, panel: main, packageId: 1, prices: [price_1, { source: null, price: 7 }] }
  dunning:
    - name: default
      grace: 3d
      steps:
        - { after: 1h, action: remind, channel: email, template: first }
        - { after: 7d, action: suspend }
  rates:
    - { day: 2027-01-01, from: USD, to: LBP, rate: 89500 }
    - { day: 2027-01-01, from: EUR, to: USD, rate: 1.0835 }
  actions: { renew: daemon, terminate: off }
  reconcile: off
`);
    expect(billing).toMatchObject({
      plans: [{ name: 'basic', packageId: '1', prices: [{ source: null, price: 'price_1' }, { price: '7' }] }],
      dunning: [{ name: 'default', grace: 259_200, steps: [{ after: 3600 }, { after: 604_800, when: null }] }],
      rates: [{ rate: '89500' }, { rate: '1.0835' }],
      actions: { renew: 'daemon', terminate: 'off', provision: 'n8n' },
      reconcile: { cron: null, ignoreTrials: true, ignoreRestreamers: true, ignoreOwners: [] },
    });
  });

  it.each([
    ['currency: dollars', '5: billing.currency: write a currency by ISO 4217'],
    ['actions: { renew: me }', '5: billing.actions.renew: write one of: daemon, n8n, off'],
    ['actions: { pay: n8n }', '5: billing.actions.pay: there is no such setting'],
    ['reconcile: { cron: never }', '5: billing.reconcile'],
    ['reconcile: { ignoreOwners: reseller }', '5: billing.reconcile'],
    ['refund: { full: ignore }', '5: billing.refund.full: write one of: keep, suspend, terminate'],
    ['grace: long', '5: billing.grace: write a duration'],
    [
      'plans: [{ name: basic, panel: other, packageId: 1 }]',
      '5: billing.plans[0].panel: there is no panel other; the panels are: main',
    ],
    [
      'plans: [{ name: basic, panel: main, packageId: 1, prices: [{ source: stripe, price: a }] }]',
      '5: billing.plans[0].prices[0].source: there is no inbox source stripe; the sources are: none',
    ],
    ['plans: [{ name: basic, panel: main }]', '5: billing.plans[0].bouquets: is missing'],
    ['plans: [{ name: basic, panel: main, packageId: 1, adjust: "{" }]', '5: billing.plans[0].adjust: not a JSONata'],
    [
      'plans: [{ name: a, panel: main, packageId: 1 }, { name: a, panel: main, packageId: 1 }]',
      '5: billing.plans[1].name: there is another plan named a',
    ],
    [
      'dunning: [{ name: default, steps: [{ after: soon, action: remind }] }]',
      '5: billing.dunning[0].steps[0].after: write a duration',
    ],
    [
      'dunning: [{ name: default, steps: [{ after: 1d, action: shout }] }]',
      '5: billing.dunning[0].steps[0].action: the actions are: remind, suspend, terminate',
    ],
    ['rates: [{ day: 2027-02-30, from: USD, to: LBP, rate: 1 }]', '5: billing.rates[0].day: write a day'],
    [
      'rates: [{ day: 2027-02-01, from: USD, to: USD, rate: 1 }]',
      '5: billing.rates[0].to: USD is always worth one USD',
    ],
    ['rates: [{ day: 2027-02-01, from: USD, to: LBP, rate: -1 }]', '5: billing.rates[0].rate: write what 1 of'],
  ])('says what to write instead of %s', (written, problem) => {
    expect(problemsOf(`billing:\n  ${written}\n`)).toEqual([expect.stringContaining(problem)]);
  });
});
