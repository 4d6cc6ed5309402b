/** One contact. Property values are strings, as everywhere in HubSpot. */
export interface Contact {
  /** `vid` in the v1 API, `id` (as a string) in v3. */
  id: number;
  properties: Record<string, string>;
  createdAt: Date;
  updatedAt: Date;
}

const FIRST_ID = 101;

/** The contacts of the account. An e-mail address belongs to one contact, compared without case. */
export class Contacts {
  private byId = new Map<number, Contact>();
  private nextId = FIRST_ID;

  get(id: number): Contact | undefined {
    return this.byId.get(id);
  }

  withEmail(email: string): Contact | undefined {
    return this.all().find((contact) => contact.properties.email === email.toLowerCase());
  }

  /** Newest first. */
  all(): Contact[] {
    return [...this.byId.values()].reverse();
  }

  create(properties: Record<string, string>, at: Date): Contact {
    const contact = { id: this.nextId++, properties: {}, createdAt: at, updatedAt: at };
    this.byId.set(contact.id, contact);
    return this.update(contact, { ...properties, createdate: at.toISOString(), hs_object_id: String(contact.id) }, at);
  }

  /** Sets the named properties and leaves the rest; an empty value clears one. */
  update(contact: Contact, properties: Record<string, string>, at: Date): Contact {
    for (const [name, value] of Object.entries(properties)) {
      contact.properties[name] = name === 'email' ? value.toLowerCase() : value;
    }
    contact.properties.lastmodifieddate = at.toISOString();
    contact.updatedAt = at;
    return contact;
  }

  delete(id: number): boolean {
    return this.byId.delete(id);
  }

  clear(): void {
    this.byId.clear();
  }
}
