import type { Instant, Line, LineChanges, LineFilter, NewLine, Page } from '../types';

/** The kinds of set-top box a panel knows by their MAC address. Each has a line of its own. */
export const deviceKinds = ['mag', 'enigma2'] as const;

export type DeviceKind = (typeof deviceKinds)[number];

/** What the device list of a panel tells of a device. */
export interface DeviceSummary {
  id: string;
  kind: DeviceKind;
  /** Upper case, e.g. `00:1A:79:AA:BB:CC`. */
  mac: string;
  /** e.g. `MAG322`; null until the device has connected, and for Enigma2. */
  model: string | null;
  /** The line that carries expiry, status and bouquets. */
  lineId: string;
  ownerId: string | null;
  ownerName: string | null;
  /** null: never expires. */
  expiresAt: Instant | null;
  /** Of its line: switched off by `disable`. */
  enabled: boolean;
  /** Of its line: switched off by an administrator. */
  banned: boolean;
  trial: boolean;
  activeConnections: number | null;
  adminNotes: string | null;
  resellerNotes: string | null;
}

/** A device, complete. */
export interface Device extends DeviceSummary {
  bouquetIds: string[];
  packageId: string | null;
  contact: string | null;
  createdAt: Instant | null;
}

/** A device to be made, with its line. */
export interface NewDevice extends Pick<
  NewLine,
  'expiresAt' | 'bouquetIds' | 'ownerId' | 'packageId' | 'trial' | 'adminNotes' | 'resellerNotes' | 'contact'
> {
  mac: string;
}

/** Which devices to list. Filters are carried out by the panel. */
export interface DeviceQuery {
  /** Offset of the first row. @default 0 */
  start?: number;
  /** Rows a page. @default 500 */
  limit?: number;
  search?: string;
  filter?: LineFilter;
  ownerId?: string;
}

/** MAG and Enigma2 devices. Their status is their line's: see `updateLine`. */
export interface DevicePart {
  listDevices(kind: DeviceKind, query?: DeviceQuery): Promise<Page<DeviceSummary>>;
  /** @throws PanelError `not-found` */
  getDevice(kind: DeviceKind, id: string): Promise<Device>;
  /**
   * The device with this address, or null. Looked for by the panel's search first.
   * @param thoroughly whether to go through all devices when the search does not find it
   */
  findDevice(kind: DeviceKind, mac: string, thoroughly: boolean): Promise<Device | null>;
  /**
   * The device's line with its username and password, where lines are known by nothing else (`needsAccess`).
   * @throws PanelError `not-found`
   */
  getDeviceLine?(kind: DeviceKind, mac: string): Promise<Line>;
  /** What the panel answers is not the device made, on some builds: read it back by its address. @throws PanelError `exists` */
  createDevice(kind: DeviceKind, device: NewDevice): Promise<void>;
  /**
   * Gives the device another MAC address and keeps all else, its line included.
   * @throws PanelError `exists` when another device has it, `not-verified` when the panel changed more
   */
  changeMac(kind: DeviceKind, id: string, mac: string): Promise<void>;
  /** Forgets the device and leaves its line as a plain one. What the panel answers tells nothing. @throws PanelError `not-found` */
  convertDevice(kind: DeviceKind, id: string): Promise<void>;
  /** Deletes the device and its line. @throws PanelError `not-found` */
  deleteDevice(kind: DeviceKind, id: string): Promise<void>;
}

/** What of a new device is kept on its line. */
export function lineOfDevice({ mac: _, ...line }: NewDevice): LineChanges {
  return line;
}
