import { invalidParameter } from '../../errors';
import type { Option } from '../parameter';
import type { ReadOne } from '../operation';
import { line } from './parameters';
import { baseUrl, getPlaylistLinks, type PlaylistLinks } from './playlistLinks';

/** The links of a line that a player may scan. */
const links = {
  m3uHls: { label: 'M3U Playlist With HLS', of: ({ m3uHlsUrl }) => m3uHlsUrl },
  m3uMpegts: { label: 'M3U Playlist With MPEG-TS', of: ({ m3uMpegtsUrl }) => m3uMpegtsUrl },
  playerApi: { label: 'Player API', of: ({ playerApiUrl }) => playerApiUrl },
  epg: { label: 'Programme Guide', of: ({ epgUrl }) => epgUrl },
} as const satisfies Record<string, { label: string; of: (all: PlaylistLinks) => string | null }>;

type Link = keyof typeof links;

/** What to draw. It holds the line's password. */
export interface LineQrCode {
  id: string;
  username: string;
  link: Link;
  linkUrl: string;
}

/** One of `line.getPlaylistLinks`, to be scanned instead of typed. Whoever shows it draws it: the node puts an image beside it. */
export const getLineQrCode: ReadOne = {
  id: 'line.getQrCode',
  resource: 'line',
  name: 'getQrCode',
  label: 'Get QR Code',
  action: 'Get QR code of line',
  description: 'Get an image of a link of a line, for a customer to scan instead of typing it',
  needs: getPlaylistLinks.needs,
  access: 'read',
  many: false,
  qrCodeOf: 'linkUrl',
  parameters: {
    line,
    link: {
      kind: 'choice',
      label: 'Link',
      description: 'What a scan of the code gives the player',
      required: true,
      default: 'm3uHls',
      options: Object.entries(links).map(([value, { label }]): Option => ({ value, label })),
    },
    baseUrl,
  },
  async run(adapter, { link: chosen, ...values }): Promise<LineQrCode> {
    const link = chosen as Link;
    const all = (await getPlaylistLinks.run(adapter, values)) as PlaylistLinks;
    const linkUrl = links[link].of(all);
    if (linkUrl === null) {
      throw invalidParameter('link', `is one that ${all.username} may not use`, 'Choose another, or add the output.');
    }
    return { id: all.id, username: all.username, link, linkUrl };
  },
};
