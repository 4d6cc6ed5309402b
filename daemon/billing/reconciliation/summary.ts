import type { NotCompared } from './finding';

/** What a run came to. */
export interface Summary {
  findings: number;
  /** By kind. */
  counts: Record<string, number>;
  /** What is lost in a month by all findings of which it is known, minor units; null: of none. */
  leakedPerMonth: number | null;
  /** Findings that may lose money, nobody knows how much. */
  leakUnknown: number;
  currency: string;
  /** Panels and sources of which nothing is said, and why. */
  notCompared: NotCompared[];
  /** What was read. */
  read: Array<{ source: string; subscriptions: number | null }>;
  subscriptions: number;
  lines: number;
}
