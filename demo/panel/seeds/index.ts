/** What is on a panel at first. */
import { newConnection, newGroup, newLine, newPackage, newServer, newUser, type PanelState } from '../state';
import type { BouquetRow, ConnectionRow, LineRow, PackageRow, UserRow } from '../state';
import { seedDemo } from './demo';
import { seedRecording } from './recording';

/**
 * - 'demo': a few hundred invented subscribers, resellers, packages, bouquets and connections
 * - 'recording': what stood on the recorded panel when the recordings began
 * - 'empty': an administrator, the two groups and a server
 */
export type SeedName = 'demo' | 'recording' | 'empty';

/** Rows to put on an otherwise empty panel; what a row leaves out takes the table's default. Ids rise from 1 (users from 2). */
export interface PanelSeed {
  lines?: Partial<LineRow>[];
  users?: Partial<UserRow>[];
  packages?: Partial<PackageRow>[];
  bouquets?: (Partial<BouquetRow> & Pick<BouquetRow, 'bouquet_name'>)[];
  connections?: (Partial<ConnectionRow> & Pick<ConnectionRow, 'user_id'>)[];
}

/** Fills an empty state. @param now unix seconds, which the demo's dates are relative to */
export function seedState(
  state: PanelState,
  seed: SeedName | PanelSeed,
  { now, lines }: { now: number; lines?: number | undefined },
): void {
  if (seed === 'recording') return seedRecording(state);
  seedEmpty(state, now);
  if (seed === 'empty') return;
  if (seed === 'demo') seedDemo(state, now, lines);
  else seedRows(state, seed, now);
}

function seedEmpty(state: PanelState, now: number): void {
  const subresellers = { create_sub_resellers: 1, subresellers: '[2]' };
  state.groups.add(newGroup({ group_name: 'Administrators', is_admin: 1 }));
  state.groups.add(
    newGroup({
      group_name: 'Resellers',
      is_reseller: 1,
      total_allowed_gen_trials: 50,
      delete_users: 1,
      ...subresellers,
    }),
  );
  state.users.add(
    newUser({ username: 'admin', email: 'admin@example.test', member_group_id: 1, date_registered: now }),
  );
  state.servers.add(newServer({}));
}

function seedRows(state: PanelState, { lines, users, packages, bouquets, connections }: PanelSeed, now: number): void {
  for (const row of bouquets ?? []) {
    const place = state.bouquets.nextId;
    const contents = { bouquet_channels: '[]', bouquet_movies: '[]', bouquet_radios: '[]', bouquet_series: '[]' };
    state.bouquets.add({ ...contents, bouquet_order: place, ...row });
  }
  for (const row of packages ?? []) state.packages.add(newPackage(row));
  for (const row of users ?? []) state.users.add(newUser({ date_registered: now, ...row }));
  for (const row of lines ?? []) state.lines.add(newLine({ member_id: 1, created_at: now, ...row }));
  for (const row of connections ?? []) {
    const id = state.connections.nextId;
    state.connections.add(newConnection({ pid: id, uuid: `u${id}`, ...row }, now));
  }
}
