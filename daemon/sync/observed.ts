import type { DatabaseQuery, PanelTransport } from '../../panel';
import type { Observer } from '../observer';

/** Who measures the requests to which panel. */
export interface RequestObserver {
  panel: string;
  observer: Observer;
}

/** A transport whose requests are measured. What a panel refuses by HTTP counts as `http_403` and the like. */
export function observedTransport(transport: PanelTransport, { panel, observer }: RequestObserver): PanelTransport {
  const { origin } = transport;
  return {
    ...(origin === undefined ? {} : { origin }),
    post(fields) {
      const action = fields.find(([name]) => name === 'action')?.[1] ?? 'none';
      return observer.observe(
        'panel_request',
        { panel, action },
        () => transport.post(fields),
        ({ status }) => (status < 400 ? 'ok' : `http_${String(status)}`),
      );
    },
  };
}

/** Queries that are measured. */
export function observedQuery(query: DatabaseQuery, { panel, observer }: RequestObserver): DatabaseQuery {
  return (...question) => observer.observe('panel_request', { panel, action: 'database' }, () => query(...question));
}
