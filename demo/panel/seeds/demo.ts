import { formatLocal } from '../../php';
import { newLine, newPackage, newUser, type PanelState } from '../state';
import { ARABIC_NOTES, BOUQUETS, ISPS, LATIN_NOTES, PEOPLE, PLAYERS, STREAMS } from './names';
import { CATEGORIES, contentOfBouquet, seedContent } from './content';
import { Chance } from './random';

const HOUR = 3600;
const DAY = 24 * HOUR;
const DEFAULT_LINES = 320;
const WATCHING_SHARE = 0.08;
const MAX_WATCHING = 400;

/** An invented service in full swing. @param now unix seconds: expiries, sign-ups and connections lie around it */
export function seedDemo(state: PanelState, now: number, lines = DEFAULT_LINES): void {
  const chance = new Chance(20_260_701);
  state.settings.server_name = 'Cedar TV';
  seedContent(state, now);
  seedOffer(state);
  const resellers = seedResellers(state, now);
  for (let index = 0; index < lines; index++) seedLine(state, chance, now, index, resellers);
  seedConnections(state, chance, now);
  seedBlocked(state, now);
  seedDevices(state, now);
  seedLogs(state, now);
}

/** A bad day: a line that has expired is tried, somebody guesses at the panel's door, a source goes away, a reseller sells. */
function seedLogs(state: PanelState, now: number): void {
  const { logs } = state;
  const name = state.lines.get(1)?.username ?? '';
  const seen = { stream_id: 1, user_id: 1, user_agent: 'VLC/3.0.20', ip: '198.51.100.7' };
  const request = `username=${name}&password=${state.lines.get(1)?.password ?? ''}&type=m3u_plus`;
  ['USER_EXPIRED', 'AUTH_FAILED', 'USER_EXPIRED'].forEach((status, index) =>
    logs.client.add({ ...seen, client_status: status, query_string: request, date: now - (3 - index) * DAY }),
  );
  const door = { type: 'ADMIN', access_code: 1, login_ip: '203.0.113.9' };
  logs.logins.add({ ...door, user_id: 0, status: 'INVALID_LOGIN', date: now - 2 * DAY });
  logs.logins.add({ ...door, user_id: 1, status: 'SUCCESS', login_ip: '198.51.100.1', date: now - HOUR });
  const source = 'http://feeder:s3cret@source.example.test/live/feeder/s3cret/17.ts';
  logs.streamErrors.add({ stream_id: 2, server_id: 1, error: `${source}: Connection timed out`, date: now - 5 * HOUR });
  logs.streamErrors.add({ stream_id: 2, server_id: 1, error: 'Invalid data found', date: now - HOUR });
  const sale = { owner: 2, type: 'line', log_id: 1, package_id: 1, cost: 10, deleted_info: null };
  logs.users.add({ ...sale, action: 'new', credits_after: 490, date: now - 40 * DAY });
  logs.users.add({ ...sale, action: 'extend', credits_after: 480, date: now - 2 * DAY });
}

function seedDevices(state: PanelState, now: number): void {
  const line = { member_id: 2, bouquet: '[1,2]', allowed_outputs: '[1,2]', created_at: now - 30 * DAY };
  const lineOf = (name: string, days: number, device: object) =>
    state.lines.add(newLine({ ...line, ...device, username: name, password: name, exp_date: now + days * DAY })).id;
  const mags: [string, number][] = [
    ['00:1A:79:10:20:30', 40],
    ['00:1A:79:10:20:31', 3],
    ['00:1A:79:10:20:32', -2],
  ];
  mags.forEach(([mac, days], index) =>
    state.mags.add({ user_id: lineOf(`magline${index}`, days, { is_mag: 1 }), mac, stb_type: 'MAG322' }),
  );
  state.enigmas.add({ user_id: lineOf('e2line', 90, { is_e2: 1 }), mac: '00:09:34:10:20:30' });
}

function seedBlocked(state: PanelState, now: number): void {
  state.blockedIps.add({ ip: '203.0.113.9', notes: 'flood attack', date: now - 2 * DAY, attempts_blocked: 41 });
  state.blockedIsps.add({ isp: 'Example Hosting', blocked: 1 });
  state.blockedUserAgents.add({ user_agent: 'curl', exact_match: 0, attempts_blocked: 3 });
}

function seedOffer(state: PanelState): void {
  CATEGORIES.forEach(([name, type], index) =>
    state.categories.add({
      category_type: type,
      category_name: name,
      parent_id: 0,
      cat_order: index + 1,
      is_adult: 0,
    }),
  );
  state.epgs.add({
    epg_name: 'Guide',
    epg_file: 'http://epg.example.test/guide.xml',
    last_updated: null,
    days_keep: 7,
  });
  BOUQUETS.forEach((name, index) =>
    state.bouquets.add({
      bouquet_name: name,
      bouquet_channels: JSON.stringify([(index % STREAMS.length) + 1, ((index + 3) % STREAMS.length) + 1]),
      ...contentOfBouquet(name),
      bouquet_order: index + 1,
    }),
  );
  const all = JSON.stringify(BOUQUETS.map((_, index) => index + 1));
  const months = (name: string, duration: number, credits: number) => ({
    package_name: name,
    official_duration: duration,
    official_credits: credits,
    bouquets: '[1,2,3,4]',
  });
  state.packages.add(newPackage(months('Monthly', 1, 10)));
  state.packages.add(newPackage(months('Quarterly', 3, 27)));
  state.packages.add(newPackage(months('Half-yearly', 6, 50)));
  state.packages.add(newPackage({ ...months('Yearly', 12, 90), bouquets: all }));
  state.packages.add(newPackage({ ...months('Family Monthly', 1, 18), bouquets: '[1,2,3,4,6,7]', max_connections: 3 }));
  state.packages.add(newPackage({ ...months('Sports add-on', 1, 5), bouquets: '[5]', is_addon: 1 }));
  const trial = { is_trial: 1, is_official: 0, official_duration: 0, trial_duration: 24, bouquets: '[1]' };
  state.packages.add(newPackage({ ...trial, package_name: 'Trial 24h' }));
}

function seedResellers(state: PanelState, now: number): number[] {
  const resellers: [string, number, number][] = [
    ['levant-media', 480, 1],
    ['nile-stream', 135, 1],
    ['atlas-home', 60, 1],
    ['corner-shop', 4, 2],
  ];
  return resellers.map(([name, credits, owner], index) => {
    const email = `${name}@example.test`;
    const registered = now - (700 - index * 90) * DAY;
    const row = newUser({ username: name, email, credits, owner_id: owner, date_registered: registered, notes: null });
    return state.users.add({ ...row, last_login: now - (index + 1) * 7 * HOUR }).id;
  });
}

function seedLine(state: PanelState, chance: Chance, now: number, index: number, resellers: number[]): void {
  const person = chance.pick(PEOPLE);
  const plan = chance.happens(0.06) ? 7 : chance.pick([1, 1, 1, 1, 2, 2, 3, 4, 4, 5]);
  const isTrial = plan === 7;
  const customer = 1000 + index;
  const created = now - chance.integer(isTrial ? 0 : 5, isTrial ? 2 : 900) * DAY - chance.integer(0, DAY);
  const isArabic = chance.happens(0.45);
  const note = chance.happens(0.5) ? chance.pick(isArabic ? ARABIC_NOTES : LATIN_NOTES) : null;
  const sports = plan <= 5 && plan !== 4 && chance.happens(0.2) ? [5] : [];
  const offer = JSON.parse(state.packages.get(plan)?.bouquets ?? '[]') as number[];
  state.lines.add(
    newLine({
      member_id: chance.happens(0.35) ? 1 : chance.pick(resellers),
      // The number keeps names apart however many lines are made.
      username: `${person.latin.split(' ')[0]?.toLowerCase()}${customer}`,
      password: chance.text(10),
      exp_date: expiry(chance, now, isTrial),
      admin_enabled: chance.happens(0.02) ? 0 : 1,
      enabled: chance.happens(0.05) ? 0 : 1,
      admin_notes:
        note === null
          ? isArabic
            ? person.arabic
            : person.latin
          : `${isArabic ? person.arabic : person.latin} – ${note}`,
      reseller_notes: chance.happens(0.7) ? `crm:${customer}` : null,
      contact: `${person.latin.toLowerCase().replace(/[^a-z]+/g, '.')}.${customer}@example.com`,
      bouquet: JSON.stringify([...offer, ...sports]),
      allowed_outputs: '[1,2]',
      max_connections: state.packages.get(plan)?.max_connections ?? 1,
      is_trial: isTrial ? 1 : 0,
      is_restreamer: chance.happens(0.01) ? 1 : 0,
      created_at: created,
      package_id: plan,
      forced_country: null,
      updated: formatLocal(created, state.settings.default_timezone),
    }),
  );
}

/** Most run for weeks yet; some end within days or have ended; a few never do. Whole minutes, spread over the day. */
function expiry(chance: Chance, now: number, isTrial: boolean): number | null {
  const minute = Math.floor(now / 60) * 60;
  if (isTrial) return minute + chance.integer(-12 * 60, 24 * 60) * 60;
  const kind = chance.fraction();
  if (kind < 0.05) return null;
  if (kind < 0.17) return minute - chance.integer(60, (60 * DAY) / 60) * 60;
  if (kind < 0.32) return minute + chance.integer(60, 7 * 24 * 60) * 60;
  return minute + chance.integer(8, 330) * DAY + chance.integer(0, 1439) * 60;
}

function seedConnections(state: PanelState, chance: Chance, now: number): void {
  for (const line of state.lines.all()) {
    if (state.connections.size >= MAX_WATCHING) return;
    const isOn = line.enabled === 1 && line.admin_enabled === 1 && (line.exp_date === null || line.exp_date > now);
    if (!isOn) continue;
    const where = () => ({
      user_id: line.id,
      stream_id: chance.integer(1, STREAMS.length),
      server_id: 1,
      user_agent: chance.pick(PLAYERS),
      // 198.51.100.0/24 is set aside for documentation.
      user_ip: `198.51.100.${chance.integer(1, 254)}`,
      container: chance.pick(['ts', 'm3u8']),
      geoip_country_code: chance.pick(['LB', 'EG', 'DE', 'SE', 'MA', 'GB']),
      isp: chance.pick(ISPS),
    });
    if (chance.happens(WATCHING_SHARE)) {
      const started = now - chance.integer(60, 4 * HOUR);
      state.connections.add({ ...where(), pid: 20_000 + line.id, uuid: chance.text(16), date_start: started });
      line.last_activity = started;
    } else if (chance.happens(0.3)) {
      const ended = now - chance.integer(HOUR, 6 * DAY);
      state.activity.add({ ...where(), date_start: ended - chance.integer(120, 3 * HOUR), date_end: ended });
    }
  }
}
