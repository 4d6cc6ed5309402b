import { join } from 'node:path';
import { Problem } from '../../problem';
import { chargebeeApi } from './api';
import { Mapping } from './mapping';
import type { Proof, Provider } from './provider';
import { anyTextMatches, fieldsOf, textOf } from './proving';

/**
 * Chargebee does not sign. What it can do is to send a user name and a password (Basic auth), over HTTPS. They say who sends, not when, and nothing of the
 * body: what keeps a message from counting twice is its id.
 *
 * @throws Problem 400 `bad-signature`
 */
function verify({ headers, secrets, settings: { username = '' } }: Proof): void {
  const { authorization = '' } = headers;
  const [, encoded = ''] = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(authorization.trim()) ?? [];
  if (encoded === '') {
    throw new Problem(400, 'bad-signature', 'The message has no user name and password.', {
      hint: 'Only Chargebee may post here. In Chargebee, tick “Protect webhook URL with basic authentication” of the webhook, and see that nothing on the way removes the Authorization header.',
    });
  }
  const given = Buffer.from(encoded, 'base64').toString('utf8');
  // Name and password together, so that the time taken tells neither.
  const expected = secrets.map((password) => `${username}:${password}`);
  if (!anyTextMatches(expected, given)) {
    throw new Problem(400, 'bad-signature', 'The message has another user name or password than this source.', {
      hint: 'Compare both with those of this webhook in Chargebee, without white space.',
    });
  }
}

/** Chargebee: https://apidocs.chargebee.com/docs/api/events */
export const chargebee: Provider = {
  name: 'chargebee',
  label: 'Chargebee',
  secret: 'the password of the webhook’s basic authentication',
  settings: {
    username: { must: true, why: 'Chargebee does not sign; write the user name of the webhook’s basic authentication' },
    site: { forApi: 'apiUrl', why: 'the site’s name, such as acme of acme.chargebee.com: its API is read there' },
    apiKey: { why: 'Chargebee’s API is read with it' },
    apiUrl: { why: 'where Chargebee’s API is, if not at the site' },
    sandbox: { why: 'whether this is a test site' },
  },
  verify,
  keptHeaders: [],
  identify(message) {
    const { id, event_type: type } = fieldsOf(message);
    return { id: textOf(id), type: textOf(type) };
  },
  mapping: new Mapping(join(__dirname, 'chargebee.jsonata')),
  api: chargebeeApi,
};
