import type { LineFilter } from '../types';

/** The `filter` of get_lines, get_mags and get_enigmas. */
export const filterNumbers: Readonly<Record<LineFilter, string>> = {
  active: '1',
  disabled: '2',
  banned: '3',
  expired: '4',
  trial: '5',
  restreamer: '6',
  stalker: '7',
  expiring: '8',
};
