import type { Instant, Line, NewLine, Package } from '../types';
import type { DeviceKind } from './devices';

/** What whoever the key belongs to may sell, and under which rules of the panel. */
export interface SellingTerms {
  accountId: string;
  /** The balance. */
  credits: number;
  /** The fewest characters of a username and of a password. */
  minUsernameLength: number;
  minPasswordLength: number;
  /** Whether usernames and passwords may be chosen. Where not, the panel makes its own, whatever is sent. */
  ownUsernames: boolean;
  ownPasswords: boolean;
  /** Whether a line may have fewer bouquets than its package. */
  choosesBouquets: boolean;
  /** Whether a line may be tied to IP addresses and players. */
  restricts: boolean;
}

/** A line to be sold: the package says how long, how many connections and what may be watched. */
export interface LineSale extends Pick<
  NewLine,
  'username' | 'password' | 'ownerId' | 'allowedIps' | 'allowedUserAgents' | 'resellerNotes' | 'contact'
> {
  packageId: string;
  /** Whether it is sold as a trial, at the trial's price and for its duration. */
  trial: boolean;
  /** Some of the package's. @default all of them */
  bouquetIds?: string[];
}

/** A device to be sold, with its line. */
export interface DeviceSale extends Pick<LineSale, 'packageId' | 'trial' | 'bouquetIds' | 'ownerId' | 'resellerNotes'> {
  mac: string;
}

/** What a renewal would mean, before it is made. */
export interface RenewalQuote {
  line: Line;
  sold: Package;
  /** Of whoever pays. */
  credits: number;
  /** Whether the days left are kept. A package that gives other things than the line's own counts from today. */
  keepsDaysLeft: boolean;
}

/** Lines and devices for credits. Each sale is sent once; the panel charges whenever it carries one out. */
export interface SalesPart {
  sellingTerms(): Promise<SellingTerms>;
  /**
   * @returns the line made
   * @throws PanelError `exists` when the username is taken, `rejected` when the panel will not sell
   */
  sellLine(sale: LineSale): Promise<Line>;
  /** @throws PanelError `exists` when there is a device with this address */
  sellDevice(kind: DeviceKind, sale: DeviceSale): Promise<void>;
  /** @throws PanelError `not-found`, `invalid-parameter` for a package that is not to be had */
  quoteRenewal(lineId: string, packageId: string): Promise<RenewalQuote>;
  /**
   * Renews by the package’s official duration, and keeps what the package does not say. Nothing is sent when the line no longer expires at `from`.
   *
   * @returns the line as read back afterwards
   * @throws PanelError `conflict` when the expiry is another than `from`, `rejected` when the panel will not sell, `not-verified` when something
   *   else changed with it
   */
  renewLine(lineId: string, renewal: { packageId: string; from: Instant }): Promise<Line>;
}
