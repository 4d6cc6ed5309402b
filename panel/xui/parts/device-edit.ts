import { read, type Row } from '../../decode';
import { PanelError } from '../../errors';
import { sameSet } from '../../line';
import type { FormFields } from '../../transport';
import { bouquetField, listFields, sameExpiryField } from '../edit';

/**
 * What edit_mag and edit_enigma must be sent so that nothing but the MAC address changes. Left out, bouquets end the panel's code, the expiry
 * becomes unlimited, addresses and the pairing are forgotten, trial and locks go off. The line's username, password and status are kept.
 * Source: XC_VM's form code for devices, 2025; in 2.6 what is left out is kept, and this is right there, too.
 */

/** @throws PanelError `rejected` where the panel would change the device's line besides: it makes every device's line one of one connection */
export function macFields(id: string, device: Row, line: Row, mac: string): FormFields {
  const isUsual =
    read.integer(line, 'max_connections') === 1 &&
    !read.flag(line, 'is_restreamer') &&
    sameSet(read.idList(line, 'allowed_outputs'), ['1', '2']);
  if (!isUsual) {
    throw new PanelError(
      'rejected',
      'The panel would set the device’s line to one connection and the outputs HLS and MPEG-TS while changing its MAC address.',
      { field: 'newMac', hint: 'Change the address in the panel itself, or set those values on the line first.' },
    );
  }
  const pair = read.idOrNull(line, 'pair_id');
  const on = (row: Row, name: string): FormFields => (read.flag(row, name) ? [[name, '1']] : []);
  return [
    ['id', id],
    ['mac', mac],
    sameExpiryField(line),
    bouquetField(read.idList(line, 'bouquet')),
    ...listFields('allowed_ips', read.textList(line, 'allowed_ips')),
    ...on(line, 'is_trial'),
    ...on(line, 'is_isplock'),
    ...on(device, 'lock_device'),
    ...(pair === null ? [] : [['pair_id', pair] as const]),
  ];
}
