import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readRequest, type PhpVariables } from '../php';
import { RecordedAnswers } from './answers';

/** A call the recorded panel received. */
export interface RecordedPanelRequest {
  action: string;
  /** Address and form parameters merged, without `api_key`. */
  parameters: PhpVariables;
}

export interface RecordedPanel {
  /** Base of the API with an access code and a slash at the end. Any other code does as well. */
  readonly url: string;
  readonly accessCode: string;
  /** Any key does; without one the panel answers as it did. */
  readonly apiKey: string;
  /** Every call so far, oldest first. */
  readonly requests: readonly RecordedPanelRequest[];
  stop(): Promise<void>;
}

const ACCESS_CODE = 'recorded';
const API_KEY = '0123456789abcdef0123456789abcdef';

/**
 * Serves the recordings as they are, on loopback. It keeps no state: a write is answered as it was, and changes nothing.
 *
 * @param options.port @default 0: any free port
 */
export async function startRecordedPanel(options: { port?: number } = {}): Promise<RecordedPanel> {
  const answers = new RecordedAnswers();
  const requests: RecordedPanelRequest[] = [];
  const server = createServer((message, response) => {
    readRequest(message).then(
      ({ query, form }) => {
        const variables = { ...query, ...form };
        const parameters = Object.fromEntries(Object.entries(variables).filter(([name]) => name !== 'api_key'));
        requests.push({ action: typeof variables.action === 'string' ? variables.action : '', parameters });
        response.writeHead(200, { 'content-type': 'text/html; charset=UTF-8' }).end(answers.find(variables));
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${ACCESS_CODE}/`,
    accessCode: ACCESS_CODE,
    apiKey: API_KEY,
    requests,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
