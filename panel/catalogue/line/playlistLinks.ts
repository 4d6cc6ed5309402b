import { invalidParameter } from '../../errors';
import type { Output } from '../../types';
import type { ReadOne } from '../operation';
import type { LineReference, Parameter } from '../parameter';
import { line } from './parameters';
import { resolveLine } from './target';

/** What a customer types or scans into a player. Addresses hold the line's password. */
export interface PlaylistLinks {
  id: string;
  username: string;
  /** Scheme, host and port, e.g. `http://tv.example:8080`. For players that ask for address, username and password. */
  server: string;
  /** M3U playlist with HLS streams; null where the line may not use HLS. */
  m3uHlsUrl: string | null;
  /** M3U playlist with MPEG-TS streams; null where the line may not use MPEG-TS. */
  m3uMpegtsUrl: string | null;
  playerApiUrl: string;
  /** Programme guide (XMLTV). */
  epgUrl: string;
}

/** @throws PanelError `invalid-parameter` */
function baseOf(given: string | undefined, origin: string | undefined): string {
  const text = given === undefined || given === '' ? origin : given;
  if (text === undefined) throw invalidParameter('baseUrl', 'is missing', 'Give the address players connect to.');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '') {
    throw invalidParameter(
      'baseUrl',
      'must be an address that begins with http:// or https://',
      'Give it as in http://tv.example.com:8080.',
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

export const baseUrl: Parameter = {
  kind: 'text',
  label: 'Base URL',
  placeholder: 'e.g. http://tv.example.com:8080',
  description: 'The address players connect to. Leave empty for the host and port of the panel’s API',
};

export const getPlaylistLinks: ReadOne = {
  id: 'line.getPlaylistLinks',
  resource: 'line',
  name: 'getPlaylistLinks',
  label: 'Get Playlist Links',
  action: 'Get playlist links of line',
  description: 'Get the addresses a customer gives to a player: M3U playlists, player API, programme guide',
  needs: ['getLine'],
  access: 'read',
  many: false,
  parameters: {
    line,
    baseUrl,
  },
  async run(adapter, values): Promise<PlaylistLinks> {
    const { line: reference, baseUrl: given } = values as { line: LineReference; baseUrl?: string };
    const server = baseOf(given, adapter.origin);
    const { id, username, password, outputs } = await resolveLine(adapter, reference);
    if (username === '' || password === null || password === '') {
      throw invalidParameter('line', `line ${id} has no username or password`, 'Update the line to give it both.');
    }
    const login = `username=${encodeURIComponent(username)}&password=${encodeURIComponent(password)}`;
    // get.php names the formats by their file endings.
    const m3u = (output: Output, ending: string): string | null =>
      outputs.includes(output) ? `${server}/get.php?${login}&type=m3u_plus&output=${ending}` : null;
    return {
      id,
      username,
      server,
      m3uHlsUrl: m3u('hls', 'm3u8'),
      m3uMpegtsUrl: m3u('mpegts', 'ts'),
      playerApiUrl: `${server}/player_api.php?${login}`,
      epgUrl: `${server}/xmltv.php?${login}`,
    };
  },
};
