import type { IHttpRequestOptions } from 'n8n-workflow';
import { keyFields, type Dialect } from '../../panel';

/** The request with the key added to the form in its body, where web servers do not log it. An empty key is left out. */
export function keyInForm(requestOptions: IHttpRequestOptions, dialect: Dialect, key: unknown): IHttpRequestOptions {
  const { body } = requestOptions;
  const given = typeof body === 'string' || body instanceof URLSearchParams ? body : ((body ?? {}) as object);
  const form = new URLSearchParams(given as string | Record<string, string>);
  const field = keyFields[dialect];
  const value = typeof key === 'string' ? key.trim() : '';
  if (field !== null && value !== '') form.set(field, value);
  return {
    ...requestOptions,
    headers: { ...requestOptions.headers, 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  };
}
