import { instantFromUnix } from '../../panel';
import type { EventDraft } from '../events';
import type { PanelAlert } from './message';

/** The events that an alert becomes: one for each server that went down or came back, one for everything else. None for a test. */
export function alertEvents(panel: string, alert: PanelAlert): EventDraft[] {
  const { state, rule, title, text, items } = alert;
  if (state === 'test') return [];
  const base = { panel, time: instantFromUnix(alert.time), origin: 'panel' as const };
  const told = { rule, state, title, text, items };
  if (rule !== 'server_down' || items.length === 0) {
    const message = text === '' ? title : `${title}: ${text}`;
    return [{ ...base, type: 'panel.alert', subject: `panel:${panel}`, data: { code: rule, message, alert: told } }];
  }
  const isDown = state === 'fired';
  return items.map(({ subject: id, label: name }) => ({
    ...base,
    type: isDown ? ('server.offline' as const) : ('server.online' as const),
    subject: `server:${panel}/${id}`,
    data: {
      code: isDown ? 'server-offline' : 'server-online',
      message: `The server ${name} of the panel ${panel} ${isDown ? 'is down' : 'is up again'}.`,
      server: { id, name },
      alert: told,
    },
  }));
}
