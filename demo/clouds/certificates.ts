import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { md, pki } from 'node-forge';

/** A certificate with its private key, both PEM. */
export interface PemPair {
  certificate: string;
  privateKey: string;
}

const DAY_MS = 86_400_000;

/**
 * The certificate authority of a folder, made there on first use. It is kept, because a program reads
 * `NODE_EXTRA_CA_CERTS` only once, when it starts: the stand-ins can be restarted under a running n8n.
 */
export function certificateAuthority(directory: string): PemPair & { file: string } {
  const file = join(directory, 'ca.pem');
  const keyFile = join(directory, 'ca-key.pem');
  if (existsSync(file) && existsSync(keyFile)) {
    const certificate = readFileSync(file, 'utf8');
    if (pki.certificateFromPem(certificate).validity.notAfter.getTime() - Date.now() > 30 * DAY_MS) {
      return { file, certificate, privateKey: readFileSync(keyFile, 'utf8') };
    }
  }
  const subject = [{ name: 'commonName', value: 'Xtream UI demo clouds (local only)' }];
  const pair = issue({
    subject,
    days: 3650,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      { name: 'subjectKeyIdentifier' },
    ],
  });
  mkdirSync(directory, { recursive: true });
  writeFileSync(keyFile, pair.privateKey, { mode: 0o600 });
  writeFileSync(file, pair.certificate);
  return { file, ...pair };
}

/** A server certificate for the hosts, signed by the authority. */
export function serverCertificate(authority: PemPair, hosts: string[]): PemPair {
  return issue({
    subject: [{ name: 'commonName', value: 'Demo clouds' }],
    days: 365,
    authority,
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: hosts.map((value) => ({ type: 2, value })) },
    ],
  });
}

interface Issue {
  subject: pki.CertificateField[];
  days: number;
  extensions: object[];
  /** Default: the certificate signs itself. */
  authority?: PemPair;
}

function issue({ subject, days, extensions, authority }: Issue): PemPair {
  // The key comes from OpenSSL: node-forge's own generator takes seconds.
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const certificate = pki.createCertificate();
  certificate.publicKey = pki.publicKeyFromPem(keys.publicKey);
  // Positive by its first digit, as RFC 5280 asks.
  certificate.serialNumber = `0${randomBytes(16).toString('hex').slice(1)}`;
  // A day of slack: the clock of a container may run behind.
  certificate.validity.notBefore = new Date(Date.now() - DAY_MS);
  certificate.validity.notAfter = new Date(Date.now() + days * DAY_MS);
  certificate.setSubject(subject);
  certificate.setIssuer(authority ? pki.certificateFromPem(authority.certificate).subject.attributes : subject);
  certificate.setExtensions(extensions);
  // node-forge signs with SHA-1 by default, which OpenSSL refuses.
  certificate.sign(pki.privateKeyFromPem(authority?.privateKey ?? keys.privateKey), md.sha256.create());
  return { certificate: pki.certificateToPem(certificate), privateKey: keys.privateKey };
}
