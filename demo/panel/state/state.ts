import { PanelLogs, type SavedLogs } from './logs';
import type { EpisodeRow, SeriesRow, StreamOptionRow, StreamRow, StreamServerRow } from './content-rows';
import { newStream } from './new-content-rows';
import { newServer } from './new-rows';
import { Table } from './table';
import type {
  ActivityRow,
  ApiTokenRow,
  BlockedIpRow,
  BlockedIspRow,
  BlockedUserAgentRow,
  BouquetRow,
  CategoryRow,
  ConnectionRow,
  CreditLogRow,
  EnigmaRow,
  EpgRow,
  GroupRow,
  LineRow,
  MagRow,
  NewerSettings,
  PackageRow,
  ServerRow,
  SettingsRow,
  TicketReplyRow,
  TicketRow,
  UserRow,
} from './rows';

/**
 * The builds that answer player_api.php differently: XC_VM of October 2025, the one of July 2025 that answers nothing, XUI.ONE 1.5.5, and
 * Xtream UI R22F.
 */
export type PlayerBuild = 'xcvm' | 'xcvm-july-2025' | 'xui' | 'r22f';

/** The panel's database: one table each, live rows. Whoever changes rows by hand calls `changed` to have them saved. */
export class PanelState {
  readonly lines = new Table<LineRow, 'id'>('id');
  readonly users = new Table<UserRow, 'id'>('id');
  readonly groups = new Table<GroupRow, 'group_id'>('group_id');
  readonly packages = new Table<PackageRow, 'id'>('id');
  readonly bouquets = new Table<BouquetRow, 'id'>('id');
  readonly categories = new Table<CategoryRow, 'id'>('id');
  readonly servers = new Table<ServerRow, 'id'>('id');
  readonly streams = new Table<StreamRow, 'id'>('id');
  readonly streamServers = new Table<StreamServerRow, 'server_stream_id'>('server_stream_id');
  readonly streamOptions = new Table<StreamOptionRow, 'id'>('id');
  readonly series = new Table<SeriesRow, 'id'>('id');
  readonly episodes = new Table<EpisodeRow, 'id'>('id');
  readonly connections = new Table<ConnectionRow, 'activity_id'>('activity_id');
  readonly activity = new Table<ActivityRow, 'activity_id'>('activity_id');
  readonly creditLogs = new Table<CreditLogRow, 'id'>('id');
  readonly mags = new Table<MagRow, 'mag_id'>('mag_id');
  readonly enigmas = new Table<EnigmaRow, 'device_id'>('device_id');
  readonly epgs = new Table<EpgRow, 'id'>('id');
  readonly blockedIps = new Table<BlockedIpRow, 'id'>('id');
  readonly blockedIsps = new Table<BlockedIspRow, 'id'>('id');
  readonly blockedUserAgents = new Table<BlockedUserAgentRow, 'id'>('id');
  readonly tickets = new Table<TicketRow, 'id'>('id');
  readonly ticketReplies = new Table<TicketReplyRow, 'id'>('id');
  readonly logs = new PanelLogs();
  readonly apiTokens = new Table<ApiTokenRow, 'id'>('id');
  newerSettings: NewerSettings = { api_legacy_keys: 1, maintenance: '' };
  settings: SettingsRow = {
    server_name: 'XC_VM',
    default_timezone: 'Europe/London',
    api_pass: '',
    api_ips: '',
    flood_limit: 40,
    flood_seconds: 2,
    case_sensitive_line: 1,
    message_of_day: '',
  };
  /** Whose ways player_api.php has. Not in the database, and so not saved. */
  playerBuild: PlayerBuild = 'xcvm';
  /** What machines say of themselves, by id: columns of get_server_stats that are other than usual. Not in the database, and so not saved. */
  readonly loads = new Map<number, Readonly<Record<string, number>>>();
  /** First part of the panel's address. */
  accessCode = '';
  /** Whether the reseller API's lists hold rows: only on builds from XC_VM 2.6.5 on. */
  resellerListsWork = false;
  /** Called after every change; the panel sets it to have the state saved. */
  changed: () => void = () => undefined;

  #plainLines: { version: number; rows: readonly LineRow[] } | undefined;

  /** Lines that are no device's, by rising id: what get_lines lists. Built anew only after lines came, went or changed kind. */
  plainLines(): readonly LineRow[] {
    if (this.#plainLines?.version !== this.lines.version) {
      this.#plainLines = {
        version: this.lines.version,
        rows: this.lines.all().filter((line) => line.is_mag === 0 && line.is_e2 === 0),
      };
    }
    return this.#plainLines.rows;
  }

  /** Live connections by line id. */
  connectionsByLine(): Map<number, ConnectionRow[]> {
    const byLine = new Map<number, ConnectionRow[]>();
    for (const connection of this.connections.all()) {
      const list = byLine.get(connection.user_id);
      if (list) list.push(connection);
      else byLine.set(connection.user_id, [connection]);
    }
    return byLine;
  }

  toJSON(): SavedState {
    const { lines, users, groups, packages, bouquets, categories, servers, streams } = this;
    const { connections, activity, creditLogs, mags, logs, settings, accessCode } = this;
    const tables = { lines, users, groups, packages, bouquets, categories, servers, streams };
    const { enigmas, epgs, blockedIps, blockedIsps, blockedUserAgents, apiTokens, newerSettings } = this;
    const { streamServers, streamOptions, series, episodes, tickets, ticketReplies } = this;
    const others = {
      connections,
      activity,
      creditLogs,
      mags,
      enigmas,
      epgs,
      blockedIps,
      blockedIsps,
      blockedUserAgents,
      apiTokens,
      newerSettings,
      streamServers,
      streamOptions,
      series,
      episodes,
      tickets,
      ticketReplies,
    };
    const saved = { format: STATE_FORMAT, accessCode, settings, logs, ...tables, ...others };
    return saved as unknown as SavedState;
  }

  /** @throws when the saved state is of another format. */
  load(saved: SavedState): void {
    if (saved.format !== STATE_FORMAT) throw new Error(`state format ${saved.format} is not ${STATE_FORMAT}`);
    this.accessCode = saved.accessCode;
    this.settings = saved.settings;
    this.lines.load(saved.lines);
    this.users.load(saved.users);
    this.groups.load(saved.groups);
    this.packages.load(saved.packages);
    this.bouquets.load(saved.bouquets);
    this.categories.load(saved.categories);
    // Earlier versions did not keep when a server was heard from.
    const servers = saved.servers.rows.map((row) => ({ ...newServer({}), ...row }));
    this.servers.load({ ...saved.servers, rows: servers });
    // Earlier versions kept no more than name and type.
    const rows = saved.streams.rows.map((row) => ({ ...newStream({}), ...row }));
    this.streams.load({ ...saved.streams, rows });
    this.connections.load(saved.connections);
    this.activity.load(saved.activity);
    this.creditLogs.load(saved.creditLogs);
    this.mags.load(saved.mags);
    // Not in files of earlier versions.
    if (saved.logs) this.logs.load(saved.logs);
    if (saved.enigmas) this.enigmas.load(saved.enigmas);
    if (saved.epgs) this.epgs.load(saved.epgs);
    if (saved.blockedIps) this.blockedIps.load(saved.blockedIps);
    if (saved.blockedIsps) this.blockedIsps.load(saved.blockedIsps);
    if (saved.blockedUserAgents) this.blockedUserAgents.load(saved.blockedUserAgents);
    if (saved.apiTokens) this.apiTokens.load(saved.apiTokens);
    if (saved.newerSettings) this.newerSettings = saved.newerSettings;
    if (saved.streamServers) this.streamServers.load(saved.streamServers);
    if (saved.streamOptions) this.streamOptions.load(saved.streamOptions);
    if (saved.series) this.series.load(saved.series);
    if (saved.episodes) this.episodes.load(saved.episodes);
    if (saved.tickets) this.tickets.load(saved.tickets);
    if (saved.ticketReplies) this.ticketReplies.load(saved.ticketReplies);
  }
}

/** Rises when rows change their shape. */
const STATE_FORMAT = 1;

interface SavedTable<Row> {
  lastId: number;
  rows: Row[];
}

/** What the state file holds. */
export interface SavedState {
  format: number;
  accessCode: string;
  settings: SettingsRow;
  lines: SavedTable<LineRow>;
  users: SavedTable<UserRow>;
  groups: SavedTable<GroupRow>;
  packages: SavedTable<PackageRow>;
  bouquets: SavedTable<BouquetRow>;
  categories: SavedTable<CategoryRow>;
  servers: SavedTable<ServerRow>;
  streams: SavedTable<StreamRow>;
  connections: SavedTable<ConnectionRow>;
  activity: SavedTable<ActivityRow>;
  creditLogs: SavedTable<CreditLogRow>;
  mags: SavedTable<MagRow>;
  logs?: SavedLogs;
  enigmas?: SavedTable<EnigmaRow>;
  epgs?: SavedTable<EpgRow>;
  blockedIps?: SavedTable<BlockedIpRow>;
  blockedIsps?: SavedTable<BlockedIspRow>;
  blockedUserAgents?: SavedTable<BlockedUserAgentRow>;
  apiTokens?: SavedTable<ApiTokenRow>;
  newerSettings?: NewerSettings;
  streamServers?: SavedTable<StreamServerRow>;
  streamOptions?: SavedTable<StreamOptionRow>;
  series?: SavedTable<SeriesRow>;
  episodes?: SavedTable<EpisodeRow>;
  tickets?: SavedTable<TicketRow>;
  ticketReplies?: SavedTable<TicketReplyRow>;
}
