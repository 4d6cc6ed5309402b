/**
 * How an adapter reaches its panel. Nodes bring n8n's HTTP helper, the daemon brings axios; adapters know neither.
 */

/** Form fields in order; a name may come more than once (`access_output[]`). */
export type FormFields = ReadonlyArray<readonly [name: string, value: string]>;

export interface PanelAnswer {
  /** HTTP status. Panels answer 200 to nearly everything. */
  status: number;
  /** The body as text, undecoded. */
  body: string;
  /** Lower-case names. */
  headers: Readonly<Record<string, string | undefined>>;
}

export interface PanelTransport {
  /** Scheme, host and port of where it posts to, e.g. `https://panel.example:8000`. */
  readonly origin?: string;
  /**
   * Posts the fields to the panel's API as `application/x-www-form-urlencoded`, with the API key added by the transport,
   * so that the key is in no URL, no log line of the panel's web server, and unknown to the adapter.
   *
   * Resolves for every HTTP status. Rejects with {@link PanelError} `unreachable` or `timeout` only.
   */
  post(fields: FormFields): Promise<PanelAnswer>;
}

/** The fields as a request body. Half a surrogate pair, which has no encoding, becomes U+FFFD. */
export function encodeForm(fields: FormFields): string {
  return fields.map(([name, value]) => `${encodePart(name)}=${encodePart(value)}`).join('&');
}

function encodePart(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'));
}
