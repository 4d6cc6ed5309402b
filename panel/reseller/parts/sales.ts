import { objectAnswer, read, type Row } from '../../decode';
import { invalidParameter, PanelError } from '../../errors';
import { unmetChanges } from '../../line';
import type { SalesPart } from '../../parts';
import type { LineChanges } from '../../types';
import { strayChanges } from '../../xui/edit';
import { packageFrom, storedLine } from '../../xui/fields';
import { notVerified } from '../../xui/refusals';
import { checkOwner } from '../account';
import { checkAllowed, deviceSaleFields, editFields, keepsDaysLeft, lineSaleFields, soldColumns } from '../fields';
import { explained } from '../refusals';
import type { Reseller } from '.';

/** Lines and devices for credits, over create_* and edit_line with a package. Fields and their effects: see fields.ts. */
export function salesPart({ call, known, account, packageRows, alone, lineRow }: Reseller): SalesPart {
  async function packageRow(id: string, rows?: readonly Row[]): Promise<Row> {
    const found = (rows ?? (await packageRows())).find((row) => read.requiredId(row) === id);
    if (found !== undefined) return found;
    throw invalidParameter('packageId', `the reseller is sold no package ${id}`, 'Choose a package from the list.');
  }

  return {
    async sellingTerms() {
      return (await account()).terms;
    },

    async sellLine(sale) {
      const { packageId: _, trial: __, ...values } = sale;
      const seller = await account();
      const { terms } = seller;
      checkAllowed(values, terms);
      await checkOwner(call, seller, sale.ownerId);
      const fields = lineSaleFields(sale, await packageRow(sale.packageId));
      return alone(async () => {
        let row: Row;
        try {
          row = objectAnswer(await call('create_line', fields), 'create_line');
        } catch (error) {
          throw explained(error, { terms, username: sale.username });
        }
        const line = storedLine(row);
        known.met('line', line.username, line.id);
        const unmet = unmetChanges(line, sale);
        if (unmet.length > 0) throw notVerified(line, unmet);
        return line;
      });
    },

    async sellDevice(kind, sale) {
      const seller = await account();
      const { terms } = seller;
      await checkOwner(call, seller, sale.ownerId);
      checkAllowed(sale.bouquetIds === undefined ? {} : { bouquetIds: sale.bouquetIds }, terms);
      const fields = deviceSaleFields(sale, await packageRow(sale.packageId));
      const [action, idColumn] = kind === 'mag' ? ['create_mag', 'mag_id'] : ['create_enigma', 'device_id'];
      await alone(async () => {
        try {
          const row = objectAnswer(await call(action, fields), action);
          if (read.text(row, 'mac')?.toUpperCase() === sale.mac) {
            known.met(kind, sale.mac, read.requiredId(row, idColumn));
          }
        } catch (error) {
          throw explained(error, { terms, mac: sale.mac });
        }
      });
    },

    async quoteRenewal(lineId, packageId) {
      const [{ terms }, rows, stored] = [await account(), await packageRows(), await lineRow(lineId)];
      const next = await packageRow(packageId, rows);
      return {
        line: storedLine(stored),
        sold: packageFrom(next),
        credits: terms.credits,
        keepsDaysLeft: keepsDaysLeft(stored, next, rows),
      };
    },

    renewLine: (lineId, { packageId, from }) =>
      alone(async () => {
        const [{ terms }, before] = [await account(), await lineRow(lineId)];
        const current = storedLine(before);
        if (current.expiresAt !== from) {
          throw new PanelError(
            'conflict',
            `Line ${lineId} expires at ${current.expiresAt ?? 'no time'} and no longer at ${from}.`,
            { hint: 'It may have been renewed already. Look at the line and decide whether to run this again.' },
          );
        }
        const changes: LineChanges = {};
        const fields = [...editFields(before, changes, terms), ['package', packageId] as const];
        try {
          objectAnswer(await call('edit_line', fields), 'edit_line');
        } catch (error) {
          throw explained(error, { terms });
        }
        const after = await lineRow(lineId);
        const line = storedLine(after);
        const stray = strayChanges(before, after, changes, soldColumns);
        if (stray.length > 0) throw notVerified(line, stray);
        return line;
      }),
  };
}
