import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { isAxiosError, type AxiosInstance } from 'axios';
import {
  apiAddress,
  encodeForm,
  keyFields,
  PanelError,
  type Dialect,
  type FormFields,
  type PanelAnswer,
  type PanelTransport,
} from '../../panel';

export interface TransportOptions {
  dialect: Dialect;
  /** The panel's address; the dialect's script or a slash is added where it lacks. */
  url: string;
  /** Sent under the dialect's name for it; undefined: none is sent. */
  apiKey?: string | undefined;
  /** Seconds for one request. */
  timeoutSeconds: number;
  verifyTls: boolean;
  /** Ends requests under way. */
  signal: AbortSignal;
  /** Called before each request; what it throws keeps the request from being sent. */
  before?: () => void;
}

/** The largest answer taken. A page of 5,000 lines is about 3 MiB. */
const largestAnswer = 256 * 1024 * 1024;

/** Panels over axios: keep-alive, no redirects (they lose the POST and could send the key elsewhere), bodies as text. */
export class AxiosTransport implements PanelTransport {
  private readonly client: AxiosInstance;
  private readonly address: string;
  private readonly key: FormFields;

  /** @throws PanelError `wrong-url` */
  constructor(private readonly options: TransportOptions) {
    const { dialect, url, apiKey } = options;
    this.address = apiAddress(dialect, url);
    const field = keyFields[dialect];
    this.key = field === null || apiKey === undefined ? [] : [[field, apiKey]];
    this.client = axios.create({
      httpAgent: new HttpAgent({ keepAlive: true }),
      httpsAgent: new HttpsAgent({ keepAlive: true, rejectUnauthorized: options.verifyTls }),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
      maxContentLength: largestAnswer,
      maxRedirects: 0,
      proxy: false,
      responseType: 'text',
      signal: options.signal,
      timeout: options.timeoutSeconds * 1000,
      transformResponse: (body: unknown) => body,
      validateStatus: () => true,
    });
  }

  get origin(): string {
    return new URL(this.address).origin;
  }

  async post(fields: FormFields): Promise<PanelAnswer> {
    this.options.before?.();
    try {
      const answer = await this.client.post<string>(this.address, encodeForm([...this.key, ...fields]));
      return {
        status: answer.status,
        body: answer.data,
        headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)])),
      };
    } catch (error) {
      throw this.explained(error);
    }
  }

  /** Axios errors carry the request, key included, so none of one is passed on but its code. */
  private explained(error: unknown): PanelError {
    const code = isAxiosError(error) ? (error.code ?? 'unknown') : 'unknown';
    const { host } = new URL(this.address);
    if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') {
      return new PanelError(
        'timeout',
        `The panel at ${host} did not answer within ${String(this.options.timeoutSeconds)} s.`,
        {
          hint: 'The panel may be overloaded; a request that changes something may have been carried out all the same.',
        },
      );
    }
    const causes: Readonly<Record<string, string>> = {
      ECONNREFUSED: 'nothing listens there',
      ENOTFOUND: 'the host name is unknown',
      EAI_AGAIN: 'the host name cannot be looked up at the moment',
      ECONNRESET: 'the connection was cut',
      ERR_CANCELED: 'the daemon is stopping, or another replica has the panel now',
      DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
      CERT_HAS_EXPIRED: 'its certificate has expired',
      ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
      EPROTO: 'what listens there speaks no TLS; the URL may have to begin with http://',
      HPE_INVALID_CONSTANT:
        'what listens there speaks no HTTP; the port may be wrong, or the URL have to begin with https://',
      ERR_BAD_RESPONSE: 'the answer was cut off or too large',
    };
    return new PanelError('unreachable', `The panel at ${host} cannot be reached: ${causes[code] ?? code}.`, {
      hint: 'Check that the panel runs, that the URL’s host and port are right, and that a firewall lets this server through.',
    });
  }
}
