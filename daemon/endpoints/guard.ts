import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP } from 'node:net';
import { parse, parseCIDR, type IPv4, type IPv6 } from 'ipaddr.js';
import { buildConnector } from 'undici';

/**
 * Keeps pushes out of networks that are not the internet: what an address resolves to is judged when the socket connects, and the socket connects to
 * what was judged. A name that is public when the endpoint is made and private when it is pushed to (DNS rebinding) gets nowhere.
 */

/** The address lies in a network that may not be pushed to. */
export class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress';
}

export type Lookup = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Says why an address may not be pushed to; null: it may. */
export type AddressGuard = (address: string) => string | null;

/** Of IPv6, only this is given to hosts of the internet (RFC 4291, IANA). Ranges with purposes of their own lie within; ipaddr.js knows them. */
const globalUnicast: [IPv4 | IPv6, number] = parseCIDR('2000::/3');

/** The ranges of ipaddr.js in words. */
const words: Readonly<Record<string, string>> = {
  loopback: 'this machine itself',
  private: 'a private network',
  uniqueLocal: 'a private network',
  linkLocal: 'link-local, where clouds keep their metadata',
  carrierGradeNat: 'a provider’s inner network (CGNAT)',
  unspecified: 'no address of a host',
};

/** Addresses that were IPv4 inside IPv6 (`::ffff:10.0.0.1`) are judged as the IPv4 they reach. */
function parsed(address: string): IPv4 | IPv6 {
  const ip = parse(address);
  return 'toIPv4Address' in ip && ip.isIPv4MappedAddress() ? ip.toIPv4Address() : ip;
}

/** @param allowPrivate ranges such as `10.1.0.0/16` that may be pushed to all the same */
export function addressGuard(allowPrivate: readonly string[]): AddressGuard {
  const allowed = allowPrivate.map((range) => parseCIDR(range));
  return (address) => {
    const ip = parsed(address);
    if (allowed.some((range) => range[0].kind() === ip.kind() && ip.match(range))) return null;
    const range = ip.range();
    if (range === 'unicast' && (ip.kind() === 'ipv4' || ip.match(globalUnicast))) return null;
    return `${ip.toString()} is ${words[range] ?? `not an address of the internet (${range})`}`;
  };
}

function forbidden(why: string): ForbiddenAddress {
  return new ForbiddenAddress(`${why}, and endpoints.allowPrivate in the daemon’s configuration does not name it`);
}

/** Judges an address that is no name; names are judged by what they resolve to. @returns null: it may be pushed to */
export function judgeHost(hostname: string, guard: AddressGuard): string | null {
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  const why = isIP(address) === 0 ? null : guard(address);
  return why === null ? null : forbidden(why).message;
}

/** Resolves names to addresses that may be pushed to, and to no others. */
function guardedLookup(guard: AddressGuard, lookup: Lookup) {
  return (
    hostname: string,
    options: LookupOptions,
    callback: (error: Error | null, address?: string | LookupAddress[], family?: number) => void,
  ): void => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error);
      const judged = addresses.map((each) => ({ each, why: guard(each.address) }));
      const good = judged.filter(({ why }) => why === null).map(({ each }) => each);
      const [first] = good;
      if (first === undefined) return callback(forbidden(judged[0]?.why ?? `${hostname} has no address`));
      if (options.all === true) return callback(null, good);
      callback(null, first.address, first.family);
    });
  };
}

/** Makes the sockets of an endpoint. @param timeoutMs until they are connected */
export function guardedConnector(
  guard: AddressGuard,
  { timeoutMs, lookup = systemLookup }: { timeoutMs: number; lookup?: Lookup },
): buildConnector.connector {
  const connect = buildConnector({
    timeout: timeoutMs,
    lookup: guardedLookup(guard, lookup),
  } as unknown as buildConnector.BuildOptions);
  return (options, callback) => {
    const why = judgeHost(options.hostname, guard);
    if (why === null) connect(options, callback);
    else callback(new ForbiddenAddress(why), null);
  };
}
