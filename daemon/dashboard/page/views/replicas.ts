import { call } from '../api.js';
import { h, name, state, table, time } from '../html.js';
import { t } from '../texts.js';
import type { View } from '../view.js';

interface Replica {
  replica: string;
  self: boolean;
  alive: boolean;
  startedAt: string;
  seenAt: string;
  duties: string[];
}

export const replicas: View = {
  live: true,
  async draw(into) {
    const { replicas: all } = await call<{ replicas: Replica[] }>('GET', '/v1/replicas');
    into.replaceChildren(
      table(
        [t('replica'), t('state'), t('since'), t('seen'), t('duties')],
        all.map((replica) => [
          h('div', {}, name(replica.replica), replica.self ? ` (${t('thisOne')})` : ''),
          state(t(replica.alive ? 'alive' : 'gone'), replica.alive ? 'good' : 'bad'),
          time(replica.startedAt),
          time(replica.seenAt),
          h('code', {}, replica.duties.join(', ')),
        ]),
        t('none'),
      ),
    );
  },
};
