import { deviceKinds, partOf, type PanelUser, type Ticket } from '../../panel';
import { wholeList, type Things, type Watch } from '../watch';
import { deviceCollection, deviceThing, type DeviceThing } from './devices';
import { resellerCollection, resellerThing, type ResellerThing } from './resellers';
import { ticketCollection, ticketThing, type TicketThing } from './tickets';

/** Watches over lists that are compared as they come. */

/** Rows asked for at once. */
const pageSize = 1000;

/** @param lowBelow fewer credits than these are low; null: they never are */
export function resellerWatch(things: Things, lowBelow: number | null): Watch {
  async function* sellers(pages: AsyncIterable<readonly PanelUser[]>): AsyncGenerator<ResellerThing[]> {
    for await (const page of pages) yield page.map(resellerThing).filter((reseller) => reseller !== null);
  }
  return {
    name: 'resellers',
    needs: ['listUsers', 'lists.listServers'],
    async look(panel, signal): Promise<undefined> {
      const { name, adapter } = panel;
      const pages = wholeList((query) => adapter.listUsers(query), pageSize);
      await things.look(panel, resellerCollection(name, lowBelow), sellers(pages), signal);
    },
  };
}

export function ticketWatch(things: Things): Watch {
  async function* shown(pages: AsyncIterable<readonly Ticket[]>): AsyncGenerator<TicketThing[]> {
    for await (const page of pages) yield page.map(ticketThing);
  }
  return {
    name: 'tickets',
    needs: ['tickets.listTickets'],
    hint: 'Add "database:" with a read-only account of the panel’s MySQL or MariaDB to this panel’s settings.',
    async look(panel, signal): Promise<undefined> {
      const { adapter } = panel;
      const pages = wholeList((query) => partOf(adapter, 'tickets').listTickets(query), pageSize);
      await things.look(panel, ticketCollection, shown(pages), signal);
    },
  };
}

export function deviceWatch(things: Things): Watch {
  return {
    name: 'devices',
    needs: ['devices.listDevices'],
    async look(panel, signal): Promise<undefined> {
      const { adapter } = panel;
      async function* devices(): AsyncGenerator<DeviceThing[]> {
        for (const kind of adapter.deviceKinds ?? deviceKinds) {
          const pages = wholeList((query) => partOf(adapter, 'devices').listDevices(kind, query), pageSize);
          for await (const page of pages) yield page.map(deviceThing);
        }
      }
      await things.look(panel, deviceCollection, devices(), signal);
    },
  };
}
