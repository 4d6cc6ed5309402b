import { Webhook } from 'standardwebhooks';
import { addressGuard } from './guard';
import { Rate } from './rate';
import { maxAttempts, probeDelay, retryAfterOf, retryDelay } from './schedule';
import { isSecret, makeSecret, Signer } from './signing';

describe('a signature', () => {
  it('is accepted by an independent verifier, with the present and the former secret', () => {
    const [present, former, ended] = [makeSecret(), makeSecret(), makeSecret()];
    const now = Date.now();
    const signer = new Signer(present, [
      { secret: former, until: now + 1 },
      { secret: ended, until: now },
    ]);
    const body = Buffer.from('{"type":"line.created","name":"نادية"}');
    const timestamp = String(Math.floor(now / 1000));
    const headers = {
      'webhook-id': 'evt_1',
      'webhook-timestamp': timestamp,
      'webhook-signature': signer.sign('evt_1', timestamp, body, now),
    };
    expect(new Webhook(present).verify(body, headers)).toMatchObject({ type: 'line.created' });
    expect(new Webhook(former).verify(body, headers)).toMatchObject({ type: 'line.created' });
    expect(() => new Webhook(ended).verify(body, headers)).toThrow('No matching signature');
  });

  it('is made with secrets of 24 to 64 bytes, as the specification has them', () => {
    const of = (bytes: number): string => `whsec_${Buffer.alloc(bytes, 1).toString('base64')}`;
    expect([makeSecret(), of(24), of(64)].map(isSecret)).toEqual([true, true, true]);
    expect([of(23), of(65), 'whsec_', 'whsec_!', of(32).slice(6)].map(isSecret)).toEqual(Array(5).fill(false));
  });
});

describe('the schedule', () => {
  it('is that of the specification', () => {
    const delays = Array.from({ length: maxAttempts }, (_, index) => retryDelay(index + 1, null, 0));
    const hour = 3_600_000;
    expect(delays).toEqual([5000, 300_000, 1_800_000, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hour), null]);
    const total = delays.reduce<number>((sum, delay) => sum + (delay ?? 0), 0);
    expect(total).toBe(75 * hour + 35 * 60_000 + 5000);
  });

  it('has jitter, never shortens a wait, and heeds a longer Retry-After', () => {
    expect(retryDelay(1, null, 1)).toBe(5500);
    expect(retryDelay(1, 60_000, 0.5)).toBe(60_000);
    expect(retryDelay(2, 60_000, 0)).toBe(300_000);
    expect(retryDelay(maxAttempts, 60_000, 0)).toBeNull();
  });

  it.each([
    ['120', 120_000],
    ['Fri, 01 Jan 2027 00:01:00 GMT', 60_000],
    ['Fri, 01 Jan 2027 00:00:00 GMT', 0],
    ['9999999', 86_400_000],
    ['soon', null],
    ['', null],
    [undefined, null],
  ])('reads Retry-After: %s', (header, expected) => {
    expect(retryAfterOf(header, Date.parse('2027-01-01T00:00:00Z'))).toBe(expected);
  });

  it('leaves an endpoint that is away alone for longer and longer, up to five minutes', () => {
    expect([9, 10, 11, 12, 18, 19, 1000].map(probeDelay)).toEqual([0, 1000, 2000, 4000, 256_000, 300_000, 300_000]);
  });
});

describe('the guard', () => {
  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.127.255.255',
    '192.0.0.192',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:a00:1',
    '::7f00:1',
    '::ffff:0:10.0.0.1',
    '64:ff9b::a00:1',
    '64:ff9b:1::a00:1',
    '2002:7f00:1::',
    '2001:0:a00:1::',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '100::1',
    '2001:db8::1',
    '5f00::1',
  ])('refuses %s', (address) => {
    expect(addressGuard([])(address)).toMatch(/ is /);
  });

  it.each(['93.184.215.14', '1.1.1.1', '100.63.255.255', '172.32.0.1', '2606:4700::1111', '::ffff:1.1.1.1'])(
    'lets %s pass',
    (address) => {
      expect(addressGuard([])(address)).toBeNull();
    },
  );

  it('lets pass what is allowed, however it is written, and no more', () => {
    const guard = addressGuard(['10.1.0.0/16', 'fd00::/8']);
    expect(['10.1.2.3', '::ffff:10.1.2.3', 'fd12::1'].map(guard)).toEqual([null, null, null]);
    expect(guard('10.2.0.1')).toMatch(/a private network/);
    expect(guard('::1')).toMatch(/this machine itself/);
  });
});

describe('a rate', () => {
  it('lets so many go a second, whatever the steps of the clock', () => {
    const rate = new Rate(10);
    let gone = 0;
    for (let now = 0; now <= 5000; now += 37) {
      while (rate.wait(now) === 0) {
        rate.take(now);
        gone += 1;
      }
    }
    expect(gone).toBeGreaterThanOrEqual(48);
    expect(gone).toBeLessThanOrEqual(51);
  });

  it('says how long to wait, and knows no bound where there is none', () => {
    const rate = new Rate(2);
    expect(rate.wait(0)).toBe(0);
    rate.take(0);
    expect(rate.wait(0)).toBe(450);
    expect(rate.wait(449)).toBe(1);
    expect(rate.wait(450)).toBe(0);
    expect(new Rate(null).wait(0)).toBe(0);
  });
});
