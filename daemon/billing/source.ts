import { instantOf } from '../clock';
import type { BillingFact } from './fact';
import {
  Mapping,
  providers,
  type BillingApi,
  type Http,
  type Provider,
  type ProviderName,
  type SourceSettings,
} from './providers';
import type { MappingSource } from './providers/mapping';

/** A place for one provider account's webhooks: `POST /v1/inbox/{name}`. */
export interface InboxSource {
  name: string;
  provider: ProviderName;
  /** Several while one replaces another. With none, everything is refused. */
  secrets: readonly string[];
  /** How far a message's own time may be from now, in both directions. Seconds. */
  toleranceSeconds: number;
  /** @default none */
  settings?: SourceSettings;
  /** The operator's own; undefined: the provider's. */
  mapping?: MappingSource | undefined;
}

/** A message of a source, proven and read. */
export interface Message {
  /** The same for every delivery of it. */
  id: string;
  type: string | null;
  content: unknown;
  /** Those of its headers that are kept. */
  headers: Readonly<Record<string, unknown>>;
  /** When it came. Milliseconds since 1970. */
  received: number;
}

/** A source with its provider: how its messages are understood. */
export class Source {
  readonly provider: Provider;
  /** undefined: no API key is given, or its provider has no API that is of use. */
  readonly api: BillingApi | undefined;
  private mapping: Mapping;

  /** @throws MappingError of a mapping of the operator's own that is none */
  constructor(
    readonly options: InboxSource,
    http: Http,
  ) {
    const { settings = {}, mapping } = options;
    this.provider = providers[options.provider];
    this.mapping = mapping === undefined ? this.provider.mapping : new Mapping(mapping);
    this.api = settings.apiKey === undefined ? undefined : this.provider.api?.(settings, http);
  }

  get name(): string {
    return this.options.name;
  }

  /** From now on the mapping is what is written now. @throws MappingError and keeps the former */
  rereadMapping(): void {
    this.mapping = this.mapping.reread();
  }

  /** @throws MappingError */
  async understand({ id, type, content, headers, received }: Message): Promise<BillingFact[]> {
    const { time, events } = await this.mapping.apply(content, {
      headers,
      sandbox: this.options.settings?.sandbox ?? false,
    });
    const came = instantOf(received);
    return events.map((event) => ({
      type: event.type,
      time: time ?? came,
      billing: {
        provider: this.provider.name,
        source: this.name,
        providerEventId: id,
        providerEventType: type ?? '',
        ...event.billing,
      },
      received: came,
    }));
  }
}
