import { X509Certificate, type KeyObject } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { ProviderError, type Http } from './http';

/** Why a certificate is not believed. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';

  constructor(
    message: string,
    /** Whether it may be believed later, or by somebody who knows more: it could not be had, or its chain is not complete. */
    readonly open: boolean,
  ) {
    super(message);
  }
}

/** A certificate is read again after this long, at the latest. Milliseconds. */
const longest = 86_400_000;
/** PayPal has a few; more than these are not remembered. */
const most = 20;

const inPem = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** The address comes with the message, from anybody: only PayPal's own place for certificates is asked. @throws CertificateError */
export function pinnedUrl(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new CertificateError('its certificate’s address is none', false);
  }
  const { protocol, hostname, port, username, password, pathname, search, hash } = url;
  const plain = port === '' && username === '' && password === '' && search === '' && hash === '';
  if (
    protocol !== 'https:' ||
    !/^([a-z0-9-]+\.)+paypal\.com$/.test(hostname) ||
    !/^\/v1\/notifications\/certs\/[A-Za-z0-9-]+$/.test(pathname) ||
    !plain
  ) {
    throw new CertificateError('its certificate’s address is not PayPal’s', false);
  }
  return url.href;
}

/** The certificates PayPal signs messages with: read over HTTPS, their names, times and chains checked, and kept for a day. */
export class PaypalCertificates {
  private readonly known = new Map<string, { key: KeyObject; until: number }>();
  private readonly reading = new Map<string, Promise<KeyObject>>();
  private roots: readonly X509Certificate[] | undefined;

  /** @param trusted certificates in PEM that chains may end at. Default: those Node trusts */
  constructor(private readonly trusted: readonly string[] = rootCertificates) {}

  /**
   * @param address as the message names it
   * @param now milliseconds since 1970
   * @throws CertificateError
   */
  async keyOf(address: string, http: Http, now: number): Promise<KeyObject> {
    const url = pinnedUrl(address);
    const known = this.known.get(url);
    if (known !== undefined && now < known.until) return known.key;
    const reading = this.reading.get(url) ?? this.read(url, http, now);
    this.reading.set(url, reading);
    try {
      return await reading;
    } finally {
      this.reading.delete(url);
    }
  }

  private async read(url: string, http: Http, now: number): Promise<KeyObject> {
    const chain = await fetchChain(url, http);
    const [leaf] = chain;
    if (leaf === undefined) throw new CertificateError('PayPal answered with something that is no certificate', true);
    if (!namesOf(leaf).some((name) => /^([a-z0-9-]+\.)*paypal\.com$/i.test(name))) {
      throw new CertificateError('its certificate is not PayPal’s', false);
    }
    const end = Date.parse(leaf.validTo);
    this.checkChain(leaf, chain.slice(1), now);
    if (this.known.size >= most) this.known.clear();
    this.known.set(url, { key: leaf.publicKey, until: Math.min(end, now + longest) });
    return leaf.publicKey;
  }

  /** From the first certificate up to one that is trusted. @throws CertificateError */
  private checkChain(leaf: X509Certificate, above: readonly X509Certificate[], now: number): void {
    this.roots ??= this.trusted.map((pem) => new X509Certificate(pem));
    const others = new Set(above);
    let at = leaf;
    for (;;) {
      if (now < Date.parse(at.validFrom) || now > Date.parse(at.validTo)) {
        throw new CertificateError('its certificate, or one above it, has expired or is not valid yet', false);
      }
      const issuedBy = (issuer: X509Certificate): boolean => at.checkIssued(issuer) && at.verify(issuer.publicKey);
      if (this.roots.some((root) => now <= Date.parse(root.validTo) && issuedBy(root))) return;
      const next = [...others].find((other) => other.ca && issuedBy(other));
      if (next === undefined) {
        throw new CertificateError('its certificate’s chain does not end at an authority this machine trusts', true);
      }
      others.delete(next);
      at = next;
    }
  }
}

async function fetchChain(url: string, http: Http): Promise<X509Certificate[]> {
  let body: string;
  try {
    const answer = await http({ method: 'GET', url });
    if (answer.status !== 200) {
      throw new CertificateError(`PayPal answered ${String(answer.status)} when asked for its certificate`, true);
    }
    ({ body } = answer);
  } catch (error) {
    if (error instanceof ProviderError) throw new CertificateError('PayPal’s certificate cannot be read', true);
    throw error;
  }
  try {
    return (body.match(inPem) ?? []).map((pem) => new X509Certificate(pem));
  } catch {
    throw new CertificateError('PayPal answered with something that is no certificate', true);
  }
}

function namesOf({ subject, subjectAltName = '' }: X509Certificate): string[] {
  const common = /^CN=(.+)$/m.exec(subject)?.[1];
  const others = subjectAltName.split(', ').flatMap((name) => (name.startsWith('DNS:') ? [name.slice(4)] : []));
  return [...(common === undefined ? [] : [common]), ...others];
}
