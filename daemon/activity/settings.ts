/** What is told of how lines are used, as a panel's settings have it. */

export const periods = ['day', 'week', 'month'] as const;
export type Period = (typeof periods)[number];

/** Told when a line has been watched for so many hours, or in so many sessions, in a period. */
export type UsageThreshold = { period: Period } & ({ hours: number } | { sessions: number });

export interface SharingThresholds {
  /** So many countries at the same moment. */
  countries: number;
  /** So many providers, and so many addresses, within the window. */
  isps: number;
  addresses: number;
  windowSeconds: number;
  /** Told again for the same line after this at the earliest. */
  cooldownSeconds: number;
}

export interface ActivitySettings {
  /** Whether each connection that starts or ends is an event of its own. */
  events: boolean;
  /** Days without a connection, rising. */
  inactiveDays: readonly number[];
  /** null: not looked for. */
  sharing: SharingThresholds | null;
  usage: readonly UsageThreshold[];
}
