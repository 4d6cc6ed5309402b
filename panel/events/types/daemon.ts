import type { EventDescription } from '../description';

const group = 'daemon' as const;

export const daemonEvents = [
  {
    type: 'command.failed',
    label: 'Command Failed',
    description: 'A command could not be carried out and needs a person',
    group,
    data: ['command', 'code', 'message'],
    optional: ['hint'],
    sample: {
      origin: 'daemon',
      panel: 'main',
      subject: 'command:stripe:in_1Sample',
      data: {
        command: { key: 'stripe:in_1Sample', operation: 'line.create' },
        code: 'exists',
        message: 'The username nadia.haddad is taken.',
        hint: 'Choose another username.',
      },
    },
  },
  {
    type: 'event.parked',
    label: 'Event Parked',
    description: 'A feed gave an event up after its last attempt',
    group,
    data: ['parked', 'message', 'hint'],
    sample: {
      origin: 'daemon',
      subject: 'feed:provision',
      data: {
        parked: {
          feed: 'provision',
          event: 'evt_01JSAMPLE0000000000000000',
          attempts: 5,
          reason: 'The workflow ended with an error.',
        },
        message: 'The feed provision gave up on an event after 5 attempts.',
        hint: 'Mend what failed, then redrive the feed’s parked events.',
      },
    },
  },
  {
    type: 'attention.needed',
    label: 'Attention Needed',
    description: 'Something about money or service waits for a person; nothing was done to any line',
    group,
    data: ['attention'],
    optional: ['billing', 'subscription', 'customer'],
    sample: {
      origin: 'daemon',
      subject: 'attention:unknown-price/stripe/price_gold',
      data: {
        attention: {
          id: 'att_01JSAMPLE0000000000000000',
          kind: 'unknown-price',
          message: 'A payment was made for the price price_gold of stripe, which no plan names.',
          fix: 'Add the price to a plan; what waits for it goes on by itself.',
          about: 'subscription:stripe/sub_1Sample',
        },
      },
    },
  },
  {
    type: 'attention.resolved',
    label: 'Attention Resolved',
    description: 'What waited for a person is settled',
    group,
    data: ['attention'],
    sample: {
      origin: 'daemon',
      subject: 'attention:unknown-price/stripe/price_gold',
      data: {
        attention: {
          id: 'att_01JSAMPLE0000000000000000',
          kind: 'unknown-price',
          message: 'A payment was made for the price price_gold of stripe, which no plan names.',
          fix: 'Add the price to a plan; what waits for it goes on by itself.',
          about: 'subscription:stripe/sub_1Sample',
        },
      },
    },
  },
  {
    type: 'reconciliation.completed',
    label: 'Reconciliation Completed',
    description: 'Provider, ledger and panel were compared',
    group,
    data: ['reconciliation'],
    sample: {
      origin: 'daemon',
      subject: 'reconciliation:rec_01JSAMPLE0000000000000000',
      data: {
        reconciliation: {
          id: 'rec_01JSAMPLE0000000000000000',
          findings: 3,
          counts: { 'service-without-payment': 2, 'wrong-expiry': 1 },
          leakedPerMonth: 2598,
          currency: 'USD',
        },
      },
    },
  },
  {
    type: 'reconciliation.drift_found',
    label: 'Reconciliation Drift Found',
    description: 'A thorough look found differences that should have been noticed before; they have been taken in now',
    group,
    data: ['code', 'message', 'hint', 'drift'],
    sample: {
      origin: 'daemon',
      subject: 'panel:main',
      data: {
        code: 'incremental-missed',
        message:
          'Of 100000 lines of the panel main, 3 had changed without its database noting when. Only reading all of them has shown it.',
        hint: 'Look for what writes to the panel’s database; a shorter poll.full finds such changes sooner.',
        drift: { missed: 3, checked: 100000 },
      },
    },
  },
  {
    type: 'endpoint.disabled',
    label: 'Endpoint Disabled',
    description: 'An endpoint is pushed to no more: it answered 410 Gone, or nothing succeeded for days',
    group,
    data: ['endpoint', 'code', 'message', 'hint'],
    sample: {
      origin: 'daemon',
      subject: 'endpoint:crm',
      data: {
        endpoint: { name: 'crm' },
        code: 'gone',
        message: 'The endpoint crm is pushed to no more: it answered 410 Gone.',
        hint: 'Mend the receiver, then enable the endpoint: it goes on where it stopped.',
      },
    },
  },
  {
    type: 'rule.disabled',
    label: 'Rule Disabled',
    description: 'A rule failed again and again, or took too much time or memory, and was switched off',
    group,
    data: ['rule', 'code', 'message', 'hint'],
    sample: {
      origin: 'daemon',
      subject: 'rule:vip_expiring',
      data: {
        rule: 'vip_expiring',
        code: 'errors',
        message: 'The rule vip_expiring failed on 20 events in a row: Attempted to invoke a non-function.',
        hint: 'Mend it and try it with a dry run, then save or enable it.',
      },
    },
  },
] as const satisfies readonly EventDescription[];
