import { jsonObject, type CloudResponse, type Route } from '../provider';
import { error } from './answers';
import type { Contact, Contacts } from './contacts';

/** The static lists of the demo's account, by the number HubSpot gives them. */
export const demoLists: Record<string, string> = { '1': 'Customers', '2': 'Churn risk', '3': 'Trials', '4': 'Upsell' };

/** Members of static lists: the v1 calls n8n's node makes, and v3's. */
export class HubSpotLists {
  private members = new Map<string, Set<number>>();

  constructor(private readonly contacts: Contacts) {}

  of(list: string): number[] {
    return [...(this.members.get(list) ?? [])];
  }

  clear(): void {
    this.members.clear();
  }

  routes(): Route[] {
    return [
      [
        'POST',
        /^\/contacts\/v1\/lists\/(?<list>\d+)\/add$/,
        (request, { list = '' }) => {
          const { emails = [], vids = [] } = (jsonObject(request) ?? {}) as { emails?: string[]; vids?: number[] };
          const found = [
            ...emails.map((email) => this.contacts.withEmail(email)),
            ...vids.map((vid) => this.contacts.get(vid)),
          ];
          return this.add(list, found, {
            invalidVids: vids.filter((vid) => !this.contacts.get(vid)),
            invalidEmails: emails.filter((email) => !this.contacts.withEmail(email)),
          });
        },
      ],
      [
        'POST',
        /^\/contacts\/v1\/lists\/(?<list>\d+)\/remove$/,
        (request, { list = '' }) => {
          const { vids = [] } = (jsonObject(request) ?? {}) as { vids?: number[] };
          return this.remove(list, vids);
        },
      ],
      [
        'GET',
        /^\/contacts\/v1\/lists$/,
        () => ({
          status: 200,
          body: {
            lists: Object.entries(demoLists).map(([id, name]) => ({ listId: Number(id), name, dynamic: false })),
            'has-more': false,
            offset: 0,
          },
        }),
      ],
      [
        'PUT',
        /^\/crm\/v3\/lists\/(?<list>\d+)\/memberships\/add$/,
        ({ body }, { list = '' }) =>
          this.add(
            list,
            ids(body).map((id) => this.contacts.get(id)),
            {},
          ),
      ],
      [
        'PUT',
        /^\/crm\/v3\/lists\/(?<list>\d+)\/memberships\/remove$/,
        ({ body }, { list = '' }) => this.remove(list, ids(body)),
      ],
      [
        'GET',
        /^\/crm\/v3\/lists\/(?<list>\d+)\/memberships$/,
        (_request, { list = '' }) =>
          demoLists[list] === undefined
            ? noList(list)
            : { status: 200, body: { results: this.of(list).map((id) => ({ recordId: String(id) })) } },
      ],
    ];
  }

  private add(list: string, found: ReadonlyArray<Contact | undefined>, more: object): CloudResponse {
    if (demoLists[list] === undefined) return noList(list);
    const members = this.members.get(list) ?? new Set<number>();
    const added = found.flatMap((contact) => (contact && !members.has(contact.id) ? [contact.id] : []));
    for (const id of added) members.add(id);
    this.members.set(list, members);
    return { status: 200, body: { updated: added, discarded: [], recordsIdsAdded: added.map(String), ...more } };
  }

  private remove(list: string, vids: readonly number[]): CloudResponse {
    if (demoLists[list] === undefined) return noList(list);
    const removed = vids.filter((vid) => this.members.get(list)?.delete(vid));
    return { status: 200, body: { updated: removed, discarded: [], recordIdsRemoved: removed.map(String) } };
  }
}

const noList = (list: string): CloudResponse => error(404, 'OBJECT_NOT_FOUND', `List ${list} does not exist`);

/** v3 takes a list of ids, as texts or numbers. */
function ids(body: string): number[] {
  try {
    const value = JSON.parse(body) as unknown;
    return Array.isArray(value) ? value.map(Number) : [];
  } catch {
    return [];
  }
}
