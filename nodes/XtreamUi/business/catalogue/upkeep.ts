import { commandStateOptions } from '../states';
import { currency, note, onPanel, operationsOf } from './define';
import type { Answer, BusinessParameter } from './operation';

/** What is looked at and set right: commands, reconciliations, what needs attention, exchange rates. */

const one: Answer = { kind: 'one' };

export const commandOperations = operationsOf('command', {
  getMany: {
    label: 'Get Many',
    action: 'Get many commands',
    description: 'List writes that went through the daemon, newest first',
    method: 'GET',
    path: '/v1/commands',
    parameters: { panel: onPanel, state: { kind: 'choice', label: 'State', options: commandStateOptions } },
    answer: { kind: 'rows', at: 'commands', paged: true },
  },
  get: {
    label: 'Get',
    action: 'Get command',
    description: 'See how a write stands',
    method: 'GET',
    path: '/v1/commands/{commandKey}',
    parameters: {
      commandKey: {
        kind: 'text',
        label: 'Key',
        required: true,
        placeholder: 'e.g. stripe:in_1QxYz',
        description: 'The idempotency key the write was given',
      },
    },
    answer: one,
    tellsFailures: true,
  },
});

const reconciliation: BusinessParameter = {
  kind: 'reconciliation',
  label: 'Reconciliation',
  required: true,
  description: 'The run to operate on',
};

export const reconciliationOperations = operationsOf('reconciliation', {
  getMany: {
    label: 'Get Many',
    action: 'Get many reconciliations',
    description: 'List runs, newest first',
    method: 'GET',
    path: '/v1/reconciliations',
    parameters: {},
    answer: { kind: 'rows', at: 'reconciliations' },
  },
  get: {
    label: 'Get',
    action: 'Get reconciliation',
    description: 'Get what a run found, as items or as a file',
    method: 'GET',
    path: '/v1/reconciliations/{reconciliation}',
    parameters: {
      reconciliation,
      format: {
        kind: 'choice',
        label: 'Output',
        required: true,
        default: 'findings',
        options: [
          { value: 'csv', label: 'CSV File' },
          { value: 'findings', label: 'Findings' },
          { value: 'html', label: 'HTML File' },
          { value: 'summary', label: 'Summary' },
        ],
      },
    },
    answer: { kind: 'report', at: 'findings' },
  },
  run: {
    label: 'Run',
    action: 'Run reconciliation',
    description: 'Compare provider, ledger and panel',
    method: 'POST',
    path: '/v1/reconciliations',
    parameters: {
      fix: {
        kind: 'choice',
        label: 'Fix',
        required: true,
        default: 'none',
        description: 'What to set right at once',
        options: [
          { value: 'none', label: 'Nothing (Dry Run)' },
          { value: 'sure', label: 'What Is Sure' },
        ],
      },
      source: {
        kind: 'text',
        label: 'Source',
        upFront: true,
        placeholder: 'e.g. stripe',
        description: 'The inbox source to compare; empty for all',
      },
    },
    answer: one,
    waits: { at: '/v1/reconciliations/{id}' },
  },
  fix: {
    label: 'Fix',
    action: 'Fix findings of reconciliation',
    description: 'Set right what a run found, as commands',
    method: 'POST',
    path: '/v1/reconciliations/{reconciliation}/fixes',
    parameters: {
      reconciliation,
      which: {
        kind: 'choice',
        label: 'Findings',
        required: true,
        default: 'all',
        as: 'findings',
        options: [
          { value: 'all', label: 'All That Can Be Fixed' },
          { value: 'chosen', label: 'Chosen' },
        ],
      },
      findings: {
        kind: 'texts',
        label: 'Finding IDs',
        required: true,
        showWhen: { which: 'chosen' },
      },
    },
    answer: one,
  },
});

export const attentionOperations = operationsOf('attention', {
  getMany: {
    label: 'Get Many',
    action: 'Get many matters that need attention',
    description: 'List what waits for a person, with what to do',
    method: 'GET',
    path: '/v1/attention',
    parameters: {
      about: { kind: 'text', label: 'About', placeholder: 'e.g. subscription:stripe:sub_1QxYz' },
      kind: { kind: 'text', label: 'Kind', placeholder: 'e.g. unknown-price' },
      open: {
        kind: 'switch',
        label: 'Open',
        default: true,
        description: 'Whether to list what is open, or else what is settled',
      },
    },
    answer: { kind: 'rows', at: 'attention', atMost: 500 },
  },
  resolve: {
    label: 'Resolve',
    action: 'Resolve matter that needs attention',
    description: 'Settle a matter',
    method: 'POST',
    path: '/v1/attention/{matter}/resolve',
    parameters: {
      matter: { kind: 'text', label: 'ID', required: true, placeholder: 'e.g. att_01J…' },
      note: { ...note, upFront: true, placeholder: 'e.g. called the customer' },
    },
    answer: one,
  },
});

const from: BusinessParameter = { ...currency, label: 'From Currency' };
const to: BusinessParameter = { ...currency, label: 'To Currency' };
const day: BusinessParameter = { kind: 'day', label: 'Day', description: 'Today if left out' };

export const exchangeRateOperations = operationsOf('exchangeRate', {
  getMany: {
    label: 'Get Many',
    action: 'Get many exchange rates',
    description: 'List the dated exchange rates, newest first',
    method: 'GET',
    path: '/v1/exchange-rates',
    parameters: {
      from,
      since: { kind: 'day', label: 'Since', description: 'The first day' },
      to,
      until: { kind: 'day', label: 'Until', description: 'The last day' },
    },
    answer: { kind: 'rows', at: 'rates', atMost: 10_000 },
  },
  convert: {
    label: 'Convert',
    action: 'Convert amount with exchange rates',
    description: 'Calculate what an amount is in another currency, as of a day. The result is in minor units (cents).',
    method: 'GET',
    path: '/v1/exchange-rates/conversion',
    parameters: {
      amount: {
        kind: 'amount',
        label: 'Amount',
        required: true,
        currencyIn: 'from',
        placeholder: 'e.g. 12.99',
        description: 'As people write it, with a point before the decimals',
      },
      from: { ...from, required: true },
      to: { ...to, upFront: true, description: 'The operator’s own currency if left out' },
      day: { ...day, upFront: true },
    },
    answer: one,
  },
  set: {
    label: 'Set',
    action: 'Set exchange rate',
    description: 'Say what a currency is worth from a day on',
    method: 'PUT',
    path: '/v1/exchange-rates',
    parameters: {
      from: { ...from, required: true },
      to: { ...to, required: true },
      rate: {
        kind: 'decimal',
        label: 'Rate',
        required: true,
        placeholder: 'e.g. 1.0834',
        description: 'What 1 of From Currency is worth in To Currency',
      },
      day: {
        ...day,
        label: 'From Day',
        upFront: true,
        description: 'It holds until there is one of a later day. Today if left out.',
      },
    },
    answer: one,
  },
  delete: {
    label: 'Delete',
    action: 'Delete exchange rate',
    description: 'Delete the exchange rate of a day permanently',
    method: 'DELETE',
    path: '/v1/exchange-rates',
    parameters: {
      from: { ...from, required: true },
      to: { ...to, required: true },
      day: { ...day, required: true, description: 'The day it holds from' },
    },
    answer: { kind: 'deleted', named: ['day', 'from', 'to'] },
  },
});
