import { instantOf } from '../clock';
import type { BillingFact } from './fact';
import type { Message } from './message';
import {
  Mapping,
  providers,
  recipeProvider,
  type BillingApi,
  type Http,
  type Provider,
  type ProviderName,
  type Ref,
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
    this.provider =
      settings.recipe === undefined ? providers[options.provider] : recipeProvider(options.name, settings.recipe);
    this.mapping = mapping === undefined ? this.provider.mapping : new Mapping(mapping);
    this.api = settings.apiKey === undefined ? undefined : this.provider.api?.(settings, http);
  }

  get name(): string {
    return this.options.name;
  }

  /** The mapping as it is written now, to be tried. @throws MappingError */
  rereadMapping(): Mapping {
    return this.mapping.reread();
  }

  useMapping(mapping: Mapping): void {
    this.mapping = mapping;
  }

  /** What must be read from the provider's API first; null: nothing, or there is no key for it. */
  missing(content: unknown): Ref | null {
    return this.api === undefined ? null : (this.provider.refetch?.(content) ?? null);
  }

  /**
   * @param fetched what was read from the API in the message's stead; null: nothing
   * @throws MappingError
   */
  async understand(message: Message, fetched: unknown = null, mapping = this.mapping): Promise<BillingFact[]> {
    const { id, type, content, headers, received } = message;
    const sandbox = this.options.settings?.sandbox ?? false;
    const { time, events } =
      fetched === null
        ? await mapping.apply(content, { headers, sandbox })
        : await mapping.apply(fetched, { headers, sandbox, told: content });
    const came = instantOf(received);
    return events.map((event) => ({
      type: event.type,
      time: time ?? came,
      ...(event.before === undefined ? {} : { before: event.before }),
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
