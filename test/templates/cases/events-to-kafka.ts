import type { Cases } from '../cases';

const reason = 'no Kafka broker at hand: checked against n8n’s description of its Kafka node only';

export const cases: Cases = ({ cannot }) => {
  for (const path of ['main', 'failure', 'restart'] as const) cannot(path, reason);
};
