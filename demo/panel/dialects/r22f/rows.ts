import type { PhpValue } from '../../../php';
import { INTEGER_COLUMNS, intval } from '../../actions';
import type { LineRow, PanelState } from '../../state';
import { asFetched, phpArray } from './call';

/** The table `users` of R22F, which is `lines` elsewhere. */

const USERS_COLUMNS = [
  ...(['id', 'member_id', 'username', 'password', 'exp_date', 'admin_enabled', 'enabled'] as const),
  ...(['admin_notes', 'reseller_notes', 'bouquet', 'max_connections', 'is_restreamer'] as const),
  ...(['allowed_ips', 'allowed_ua', 'is_trial', 'created_at', 'pair_id', 'is_mag', 'is_e2'] as const),
  ...(['force_server_id', 'is_isplock', 'as_number', 'isp_desc', 'forced_country', 'is_stalker'] as const),
  ...(['bypass_ua', 'play_token'] as const),
] as const satisfies readonly (keyof LineRow)[];

/** Columns that take no NULL and have no default: what is left out of an INSERT becomes the empty text. */
const NEVER_NULL: ReadonlySet<string> = new Set(['admin_notes', 'reseller_notes', 'forced_country', 'play_token']);

export function isColumn(name: string): name is (typeof USERS_COLUMNS)[number] | 'created_by' {
  return name === 'created_by' || (USERS_COLUMNS as readonly string[]).includes(name);
}

const MAX_INTEGER = 2_147_483_647;

/** What MySQL (not strict) makes of a text for a column: of a whole number, its leading digits. */
export function columnValue(column: string, text: string): string | number {
  return INTEGER_COLUMNS.has(column) ? Math.max(-MAX_INTEGER, Math.min(MAX_INTEGER, intval(text))) : text;
}

/** A value sent for a column: a list or an object becomes JSON text. */
export function sentText(value: PhpValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const FORMATS = [
  { access_output_id: '1', output_name: 'HLS', output_key: 'm3u8', output_ext: 'm3u8' },
  { access_output_id: '2', output_name: 'MPEGTS', output_key: 'ts', output_ext: 'ts' },
  { access_output_id: '3', output_name: 'RTMP', output_key: 'rtmp', output_ext: '' },
] as const;

/** A line as api.php tells it: the row with its lists decoded, and what it may watch. */
export function userInfo(state: PanelState, line: LineRow): object {
  const row = Object.fromEntries(
    USERS_COLUMNS.map((column) => [column, line[column] ?? (NEVER_NULL.has(column) ? '' : null)]),
  );
  const bouquets = decoded(line.bouquet).sort((a, b) => Number(a) - Number(b));
  const watched = (column: 'bouquet_channels' | 'bouquet_series') => [
    ...new Set(bouquets.flatMap((id) => decoded(state.bouquets.get(Number(id))?.[column] ?? '[]'))),
  ];
  return {
    ...asFetched({ ...row, created_by: 0 }),
    bouquet: bouquets,
    allowed_ips: filtered(decoded(line.allowed_ips)),
    allowed_ua: filtered(decoded(line.allowed_ua)),
    active_cons: String(state.connectionsByLine().get(line.id)?.length ?? 0),
    pair_line_info: [],
    output_formats: outputFormats(line),
    con_isp_name: null,
    con_isp_type: null,
    isp_is_server: 0,
    isp_violate: 0,
    channel_ids: watched('bouquet_channels'),
    series_ids: watched('bouquet_series'),
  };
}

function outputFormats(line: LineRow): object {
  const allowed = new Set(decoded(line.allowed_outputs).map(String));
  const formats = FORMATS.filter((format) => allowed.has(format.access_output_id));
  return phpArray(formats.map((format) => [format.output_key, { ...format, id: '1', user_id: String(line.id) }]));
}

function decoded(json: string | null): unknown[] {
  const value: unknown = JSON.parse(json ?? '[]');
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** PHP's `array_filter` keeps the keys: a list that loses an entry in the middle becomes an object. */
function filtered(values: unknown[]): object {
  const entries = values.map((value, index) => [String(index), String(value).trim()] as const);
  return phpArray(entries.filter(([, text]) => text !== '' && text !== '0'));
}
