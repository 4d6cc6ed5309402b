import type { EventDescription } from '../description';

const group = 'panel' as const;
const needs = [] as const;
const subject = 'panel:main';
const problem = ['code', 'message'] as const;

export const panelEvents = [
  {
    type: 'panel.unreachable',
    label: 'Panel Unreachable',
    description: 'A panel stopped answering',
    group,
    needs,
    data: problem,
    optional: ['hint'],
    sample: {
      origin: 'daemon',
      subject,
      data: {
        code: 'unreachable',
        message: 'The panel cannot be reached: connection refused.',
        hint: 'Check that the panel runs.',
      },
    },
  },
  {
    type: 'panel.reachable',
    label: 'Panel Reachable',
    description: 'A panel answers again as it should',
    group,
    needs,
    data: problem,
    sample: {
      origin: 'daemon',
      subject,
      data: { code: 'reachable', message: 'The panel answers again, after 12 minutes.' },
    },
  },
  {
    type: 'panel.answering_wrongly',
    label: 'Panel Answering Wrongly',
    description: 'A panel answers what cannot be believed: empty, cut off, HTML',
    group,
    needs,
    data: problem,
    optional: ['hint'],
    sample: {
      origin: 'daemon',
      subject,
      data: {
        code: 'bad-answer',
        message: 'The panel answered get_lines with an empty body.',
        hint: 'Look at the panel’s PHP log.',
      },
    },
  },
  {
    type: 'panel.mass_change_held',
    label: 'Panel Mass Change Held',
    description: 'So many lines vanished at once that their deletion waits for a person',
    group,
    needs: ['listLines'],
    data: [...problem, 'hint', 'held'],
    sample: {
      origin: 'daemon',
      subject,
      data: {
        code: 'mass-change',
        message: '312 of 400 lines vanished at once.',
        hint: 'Look at the panel, then confirm or reject.',
        held: { vanished: 312, known: 400 },
      },
    },
  },
  {
    type: 'panel.alert',
    label: 'Panel Alert',
    description: 'A panel raised or lifted an alert of its own: streams, CPU, memory, disk, checks (XC_VM 2.6)',
    group,
    told: ['xcvm'],
    data: [...problem, 'alert'],
    sample: {
      origin: 'panel',
      subject,
      data: {
        code: 'cpu',
        message: '[Cedar TV] CPU use is high (1): - LB-2: 97 %',
        alert: {
          rule: 'cpu',
          state: 'fired',
          title: '[Cedar TV] CPU use is high (1)',
          text: '- LB-2: 97 %',
          items: [{ subject: '2', label: 'LB-2: 97 %' }],
        },
      },
    },
  },
] as const satisfies readonly EventDescription[];
