import { z } from 'zod';
import { Problem } from '../../problem';
import { Mapping } from './mapping';
import type { Proof, Provider } from './provider';
import {
  anyMatches,
  anyTextMatches,
  checkAge,
  digestBytes,
  fieldsOf,
  fromBase64,
  fromHex,
  headerOf,
  hmacs,
  malformed,
  notSigned,
  type HmacAlgorithm,
} from './proving';

/** A provider of the operator's own: how its messages are proven and told apart, without code. */

const headerName = z.string().regex(/^[A-Za-z0-9-]+$/, 'write the name of a header, such as X-Signature');

const path = z.string().regex(/^[\w-]+(\.[\w-]+)*$/, 'write a path of names with points, such as data.id');

const placeholders = ['{body}', '{timestamp}', '{url}'];

const content = z
  .string()
  .default('{body}')
  .superRefine((text, context) => {
    const refuse = (message: string): void => {
      context.addIssue({ code: 'custom', message });
    };
    const unknown = (text.match(/\{[^}]*\}/g) ?? []).filter((each) => !placeholders.includes(each));
    if (unknown.length > 0) refuse(`there is no ${unknown.join(', ')}; there are: ${placeholders.join(', ')}`);
    if (text.split('{body}').length !== 2) {
      refuse('must hold {body} once: a signature that leaves the body out proves nothing of it');
    }
  });

const signature = z
  .strictObject({
    header: headerName,
    algorithm: z.enum(['hmac-sha256', 'hmac-sha512', 'hmac-sha1'], {
      error: 'the algorithms are: hmac-sha256, hmac-sha512, hmac-sha1',
    }),
    encoding: z.enum(['hex', 'base64'], { error: 'the encodings are: hex, base64' }),
    prefix: z.string().default(''),
    content,
    timestamp: z
      .strictObject({
        header: headerName,
        unit: z.enum(['seconds', 'milliseconds'], { error: 'the units are: seconds, milliseconds' }).default('seconds'),
      })
      .optional(),
  })
  .superRefine((value, context) => {
    const signed = value.content.includes('{timestamp}');
    if (signed === (value.timestamp !== undefined)) return;
    const message = signed
      ? 'is missing: {timestamp} in content needs the header it comes in'
      : 'is not signed: put {timestamp} into content, or leave it out';
    context.addIssue({ code: 'custom', path: ['timestamp'], message });
  });

export const recipe = z
  .strictObject({
    signature: signature.optional(),
    basic: z.strictObject({ username: z.string().min(1) }).optional(),
    token: z.strictObject({ header: headerName }).optional(),
    body: z.enum(['json', 'form'], { error: 'bodies are: json, form' }).default('json'),
    id: path.optional(),
    type: path.optional(),
  })
  .superRefine(({ signature, basic, token }, context) => {
    const given = [signature, basic, token].filter((each) => each !== undefined);
    if (given.length === 1) return;
    const message =
      'write one of: signature (what is signed, and how), basic (a user name), token (the header a static token comes in)';
    context.addIssue({ code: 'custom', message });
  });

/** @see recipe */
export type Recipe = z.output<typeof recipe>;

const algorithms: Readonly<Record<string, HmacAlgorithm>> = {
  'hmac-sha256': 'sha256',
  'hmac-sha512': 'sha512',
  'hmac-sha1': 'sha1',
};

function verify(proof: Proof, { signature, basic, token }: Recipe, sender: string): void {
  const { rawBody, headers, secrets, settings } = proof;
  if (token !== undefined) {
    if (!anyTextMatches(secrets, headerOf(headers, token.header, sender))) {
      throw new Problem(400, 'bad-signature', 'The message has another token than this source.', {
        hint: `Compare the secret of this source with what ${sender} sends in ${token.header}, without white space.`,
      });
    }
  } else if (basic !== undefined) {
    const [, encoded = ''] = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(headerOf(headers, 'Authorization', sender)) ?? [];
    const given = Buffer.from(encoded, 'base64').toString('utf8');
    if (
      !anyTextMatches(
        secrets.map((password) => `${basic.username}:${password}`),
        given,
      )
    ) {
      throw new Problem(400, 'bad-signature', 'The message has another user name or password than this source.', {
        hint: `Compare both with what ${sender} sends, without white space.`,
      });
    }
  } else if (signature !== undefined) {
    const { header, encoding, prefix, timestamp } = signature;
    const algorithm = algorithms[signature.algorithm] ?? 'sha256';
    const text = headerOf(headers, header, sender);
    const digits = text.startsWith(prefix) ? text.slice(prefix.length) : '';
    const given =
      encoding === 'hex' ? fromHex(digits, digestBytes[algorithm]) : fromBase64(digits, digestBytes[algorithm]);
    if (given === null)
      throw malformed(header, `is not ${prefix === '' ? '' : `${prefix} and `}a signature in ${encoding}`, sender);
    const time = timestamp === undefined ? '' : headerOf(headers, timestamp.header, sender);
    if (timestamp !== undefined && !/^\d{1,15}$/.test(time)) throw malformed(timestamp.header, 'is no time', sender);
    const [before = '', after = ''] = signature.content
      .split('{body}')
      .map((part) => part.replaceAll('{timestamp}', time).replaceAll('{url}', settings.url ?? ''));
    if (!anyMatches(hmacs(algorithm, secrets, before, rawBody, after), [given])) {
      throw notSigned(`the secret of this source with ${sender}’s, and what the recipe says is signed,`);
    }
    if (timestamp !== undefined) checkAge(Number(time) / (timestamp.unit === 'seconds' ? 1 : 1000), proof, sender);
  } else {
    throw new Problem(503, 'no-secret', 'The recipe of this source says nothing of how messages are proven.');
  }
}

function valueAt(message: unknown, dotted: string | undefined): string | null {
  if (dotted === undefined) return null;
  let value: unknown = message;
  for (const name of dotted.split('.')) {
    const fields = fieldsOf(value);
    value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  }
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : null;
}

/** @param name the source's: events name it as their provider */
export function recipeProvider(name: string, given: Recipe): Provider {
  return {
    ...recipes,
    name,
    label: name,
    verify(proof) {
      verify(proof, given, name);
    },
    keptHeaders: given.signature === undefined ? [] : [given.signature.header.toLowerCase()],
    ...(given.body === 'form'
      ? { parse: (rawBody: Buffer) => Object.fromEntries(new URLSearchParams(rawBody.toString('utf8'))) }
      : {}),
    identify: (message) => ({ id: valueAt(message, given.id), type: valueAt(message, given.type) }),
  };
}

/** What the configuration knows of recipes; each source has one of its own. */
export const recipes: Provider = {
  name: 'recipe',
  label: 'A recipe',
  secret: 'the secret messages are signed with (or the password, or the token)',
  settings: {
    recipe: { must: true, why: 'write how messages are proven and told apart: signature, basic or token; id, type' },
    url: { why: 'the public address, where the provider signs it' },
    sandbox: { why: 'whether this is a test system' },
  },
  verify() {
    throw new Problem(503, 'no-secret', 'This source has no recipe.');
  },
  keptHeaders: [],
  identify: () => ({ id: null, type: null }),
  mapping: new Mapping({ text: '{}' }),
};
