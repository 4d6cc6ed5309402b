import type { Server } from './lists';

/** How a machine is doing at this moment. null: the machine did not say. */
export interface ServerStats {
  serverId: string;
  /** 0 to 100, of all cores together. */
  cpuPercent: number | null;
  cpuCores: number | null;
  cpuName: string | null;
  /** Processes that run or wait, over the last minute. */
  loadAverage: number | null;
  memoryTotalBytes: number | null;
  memoryUsedBytes: number | null;
  memoryUsedPercent: number | null;
  diskTotalBytes: number | null;
  diskFreeBytes: number | null;
  sentBytesPerSecond: number | null;
  receivedBytesPerSecond: number | null;
  /** What the operator of the panel wrote down for it. */
  guaranteedMegabitsPerSecond: number | null;
  uptimeSeconds: number | null;
  /** Connections through this machine. */
  connections: number;
  /** Lines watching through this machine. */
  users: number;
  streams: number;
  runningStreams: number;
  /** Streams that should run and do not. */
  offlineStreams: number;
  requestsPerSecond: number | null;
}

/** The machines that stream, one by one. */
export interface ServerPart {
  /**
   * Tells a machine that a list leaves out because it is offline from one that is no more. Its `online` is what stands in its row, which a machine that died
   * does not change: only the list tells that.
   * @throws PanelError `not-found`
   */
  getServer(id: string): Promise<Server>;
  /** Asks the machine itself. @throws PanelError `rejected` when the machine does not answer the panel */
  getServerStats(id: string): Promise<ServerStats>;
}
