import { instantFromUnix } from '../../panel';
import type { EventDraft } from '../events';
import type { Write } from '../store';
import type { Things } from '../watch';
import { lossFacts, serverCollection, type ServerThing } from '../watches';
import type { PanelAlert } from './message';

/**
 * The events that an alert becomes: one for each server that went down or came back, one for everything else. None for a test, and none for a server
 * that was seen by a look to be so already: there is one state of each server, whoever hears of it first.
 */
export async function alertEvents(trx: Write, things: Things, panel: string, alert: PanelAlert): Promise<EventDraft[]> {
  const { state, rule, title, text, items } = alert;
  if (state === 'test') return [];
  const base = { panel, time: instantFromUnix(alert.time), origin: 'panel' as const };
  const told = { rule, state, title, text, items };
  if (rule !== 'server_down' || items.length === 0) {
    const message = text === '' ? title : `${title}: ${text}`;
    return [{ ...base, type: 'panel.alert', subject: `panel:${panel}`, data: { code: rule, message, alert: told } }];
  }
  const online = state === 'resolved';
  const drafts: EventDraft[] = [];
  for (const { subject: id, label: name } of items) {
    const collection = serverCollection(panel);
    const known = await things.get<ServerThing>(panel, collection.kind, id, trx);
    const server: ServerThing = { id, name, main: known?.main ?? null, online, overloaded: [], load: null };
    const facts = lossFacts(panel, known ?? { online: !online }, server);
    if (facts.length === 0) continue;
    await things.put(trx, panel, collection, [server]);
    drafts.push(
      ...facts.map(({ type, data }) => ({
        ...base,
        type,
        subject: `server:${panel}/${id}`,
        data: { ...data, alert: told },
      })),
    );
  }
  return drafts;
}
