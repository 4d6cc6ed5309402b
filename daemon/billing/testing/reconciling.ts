import pino from 'pino';
import type { Matches } from '../matching';
import { Rates, type Rate } from '../money';
import {
  defaultStrayOptions,
  openReconciliations,
  type Reconciliations,
  type FindingView,
  type StrayOptions,
} from '../reconciliation';
import type { MoneyBench } from './bench';
import { fakeProvider, type FakeProvider } from './provider';

/** Reconciliation over a bench of money and a provider that can be asked. */
export interface Reconciling {
  provider: FakeProvider;
  reconciliations: Reconciliations;
  matches: Matches;
  rates: Rates;
  /** Compares, and puts right what is sure where that is asked for. */
  reconcile(fix?: 'none' | 'sure'): Promise<{ id: string; findings: FindingView[] }>;
  /** Has findings put right, and sees to what follows. */
  fix(id: string, which?: 'all' | string[]): Promise<FindingView[]>;
}

export async function reconciling(
  bench: MoneyBench,
  options: { strays?: Partial<StrayOptions>; rates?: readonly Rate[]; sources?: FakeProvider[]; cron?: string } = {},
): Promise<Reconciling> {
  const { store, log, clock } = bench;
  const { ledger, plans } = bench.billing;
  const logger = pino({ level: 'silent' });
  const rates = new Rates({ store, clock, base: 'USD', timeZone: 'UTC' });
  if (options.rates !== undefined) await rates.set(options.rates);
  const provider = fakeProvider();
  const panelNames = ['main'];
  const { matches, reconciliations } = openReconciliations({
    ...{ store, log, clock, logger, ledger, plans, rates, panelNames },
    service: {
      look: (id) => bench.billing.service.look(id),
      perform: (id, request) => bench.billing.service.perform(id, request),
    },
    commands: {
      submit: (request) => bench.commands().submit(request),
      wait: (key, seconds) => bench.commands().wait(key, seconds),
    },
    sources: () => options.sources ?? [provider],
    strays: { ...defaultStrayOptions, ...options.strays },
    cron: options.cron ?? null,
    timeZone: 'UTC',
  });
  const settle = async (): Promise<void> => {
    while (await reconciliations.round());
    await bench.run();
  };
  return {
    provider,
    reconciliations,
    matches,
    rates,
    async reconcile(fix = 'none') {
      const { id } = await reconciliations.begin({ source: null, fix });
      await settle();
      return { id, findings: await reconciliations.findings(id) };
    },
    async fix(id, which = 'all') {
      await reconciliations.fix(id, which);
      await settle();
      return reconciliations.findings(id);
    },
  };
}
