import {
  newGroup,
  newLine,
  newPackage,
  newServer,
  newStream,
  newStreamServer,
  newUser,
  type PanelState,
} from '../state';

/** 2026-11-22 18:34:14 in London: when the recorded panel was filled. */
const SEEDED_AT = 1_795_372_454;
const HOUR = 3600;

/** The rows of the recorded panel before the first recording, as far as the recordings show them. */
export function seedRecording(state: PanelState): void {
  state.groups.add(newGroup({ group_name: 'Administrators', is_admin: 1 }));
  state.groups.add(newGroup({ group_name: 'Resellers', is_reseller: 1 }));
  const registered = { date_registered: SEEDED_AT };
  state.users.add(newUser({ ...registered, username: 'admin', email: 'a@example.test', member_group_id: 1 }));
  const apiKey = 'fedcba9876543210fedcba9876543210';
  state.users.add(
    newUser({
      ...registered,
      username: 'reseller1',
      email: 'r@example.test',
      credits: 100,
      owner_id: 1,
      api_key: apiKey,
    }),
  );
  state.users.add(newUser({ ...registered, username: 'sub1', email: 's@example.test', owner_id: 2 }));
  state.users.add(
    newUser({ ...registered, username: 'reseller2', email: 'r2@example.test', credits: 10, owner_id: 1 }),
  );
  state.servers.add(newServer({}));
  state.streams.add(newStream({ stream_display_name: 'Test One', category_id: '[1]', stream_icon: '' }));
  state.streamServers.add(newStreamServer({ stream_id: 1, server_id: 1 }));
  state.categories.add({ category_type: 'live', category_name: 'News', parent_id: 0, cat_order: 1, is_adult: 0 });
  const nothingElse = { bouquet_movies: '[]', bouquet_radios: '[]', bouquet_series: '[]' };
  state.bouquets.add({ bouquet_name: 'Basic', bouquet_channels: '[1]', ...nothingElse, bouquet_order: 1 });
  state.bouquets.add({ bouquet_name: 'Sports', bouquet_channels: '[]', ...nothingElse, bouquet_order: 2 });
  state.packages.add(newPackage({ package_name: 'Monthly', official_credits: 10, bouquets: '[1,2]' }));
  state.packages.add(
    newPackage({ package_name: 'Trial 24h', is_trial: 1, is_official: 0, trial_duration: 24, bouquets: '[1]' }),
  );

  const line = { isp_desc: null, created_at: SEEDED_AT, updated: '2026-11-22 18:34:14', allowed_outputs: '[1,2]' };
  state.lines.add(newLine({ ...line, member_id: 1, username: 'seed1', password: 'seedpass1', bouquet: '[1]' }));
  state.lines.add(
    newLine({
      ...line,
      member_id: 2,
      username: 'seed2',
      password: 'seedpass2',
      exp_date: 1_795_631_654,
      bouquet: '[1,2]',
      max_connections: 2,
    }),
  );
  const expired = { username: 'expired1', password: 'seedpass3', exp_date: 1_609_459_200 };
  state.lines.add(newLine({ ...line, ...expired, member_id: 4, bouquet: '[1]' }));

  const watching = {
    user_id: 2,
    stream_id: 1,
    server_id: 1,
    user_agent: 'VLC/3.0',
    user_ip: '127.0.0.1',
    container: 'ts',
  };
  const unknownOrigin = { geoip_country_code: null, isp: null };
  state.connections.add({ ...watching, pid: null, uuid: 'u1', date_start: SEEDED_AT, ...unknownOrigin });
  const watched = { date_start: SEEDED_AT - 2 * HOUR, date_end: SEEDED_AT - HOUR };
  state.activity.add({ ...watching, ...watched, ...unknownOrigin });
}
