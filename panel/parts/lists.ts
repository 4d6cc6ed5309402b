import type { Instant } from '../types';

/** A machine that streams. */
export interface Server {
  id: string;
  name: string;
  ip: string | null;
  domain: string | null;
  /** null where the panel does not say. */
  main: boolean | null;
  /** null where the panel does not say. */
  enabled: boolean | null;
  /** Whether the panel hears from it. Lists of XC_VM from 2026 on leave out those it does not hear from: see `getServer`. */
  online: boolean;
  /** Whether the panel installs or updates it: neither up nor down then. false where the panel does not say. */
  busy: boolean;
  /** As the server counted last; may lag behind. null where the panel does not say. */
  connections: number | null;
  /** Lines watching through it, as it counted last. null where the panel does not say. */
  users: number | null;
  /** The most connections it takes. */
  maxClients: number | null;
  httpPort: number | null;
  httpsPort: number | null;
}

/** A shelf that channels, films or series are on. */
export interface Category {
  id: string;
  name: string;
  /** `live`, `movie`, `series` or `radio`, as the panel says. */
  type: string | null;
  parentId: string | null;
  adult: boolean;
  position: number;
}

/** What accounts of the panel may do. */
export interface Group {
  id: string;
  name: string;
  admin: boolean;
  reseller: boolean;
  banned: boolean;
  /** How many trials one of its accounts may make in `trialPeriod`. */
  trials: number;
  trialPeriod: string | null;
}

/** A source of the programme guide. Its address is left out: it may hold a password. */
export interface Epg {
  id: string;
  name: string;
  daysKept: number;
  updatedAt: Instant | null;
}

/** An address, provider or player that is turned away. */
export interface Blocked {
  id: string;
  kind: 'ip' | 'isp' | 'userAgent';
  value: string;
  notes: string | null;
  /** How often it was turned away; null where the panel does not count. */
  attempts: number | null;
  blockedAt: Instant | null;
}

/** A door of the panel: the first part of an address, and who may come in by it. */
export interface AccessCode {
  id: string;
  /** All but its last three characters hidden: who knows it has half of what the API asks for. */
  code: string;
  kind: 'admin' | 'reseller' | 'ministra' | 'adminApi' | 'resellerApi' | 'player' | null;
  enabled: boolean;
  groupIds: string[];
  /** Addresses that may come in; empty: all. */
  allowedIps: string[];
}

/** Short lists that panels answer whole. */
export interface ListPart {
  listServers(): Promise<Server[]>;
  listCategories(): Promise<Category[]>;
  listGroups(): Promise<Group[]>;
  listEpgs(): Promise<Epg[]>;
  listAccessCodes(): Promise<AccessCode[]>;
  listBlocked(kind: Blocked['kind']): Promise<Blocked[]>;
}
