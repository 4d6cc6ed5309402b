import type { Bouquet } from '../types';

/** What is in a bouquet, by id, in the bouquet's order. */
export interface BouquetMembers {
  /** Streams and channels. */
  streamIds: string[];
  movieIds: string[];
  seriesIds: string[];
  stationIds: string[];
}

/** A bouquet with what is in it. */
export interface BouquetContents extends Bouquet, BouquetMembers {}

export type NewBouquet = { name: string } & Partial<BouquetMembers>;

/** Groups of content that lines and packages are given. */
export interface BouquetPart {
  /** @throws PanelError `not-found` */
  getBouquet(id: string): Promise<BouquetContents>;
  /** Panels take several of the same name. */
  createBouquet(bouquet: NewBouquet): Promise<BouquetContents>;
  /**
   * Changes what is named and keeps the rest; a list of members is replaced whole.
   * @throws PanelError `not-verified` when what is read back is not what was asked for: panels leave out members they do not have
   */
  updateBouquet(id: string, changes: Partial<NewBouquet>): Promise<BouquetContents>;
  /** Takes it out of all lines and packages as well. @throws PanelError `not-found` */
  deleteBouquet(id: string): Promise<void>;
}
