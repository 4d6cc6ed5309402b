import type { ContentOnServer, ContentState } from './content';

/** What runs round the clock: its ids are of one series, whatever the kind. */
export type LiveKind = 'stream' | 'channel' | 'station';

/** How something live stands on one of the servers it is set up on. */
export interface LiveOnServer extends Pick<ContentOnServer, 'serverId' | 'serverName' | 'state' | 'parentServerId'> {
  /** Where it is taken from now; null: it is not, or the panel does not say. Secret: often with a user and password in it. */
  source: string | null;
}

export interface LiveStatus {
  id: string;
  /** `stream` where the panel does not tell the kinds apart. */
  kind: LiveKind;
  name: string;
  /** See contentStates. null: on no server, or the panel does not say. */
  state: ContentState | null;
  /** All servers it is set up on; on panels that tell only of what runs and of what is down (R22F's api.php), those. */
  servers: LiveOnServer[];
}

export interface LivePart {
  /**
   * All that runs round the clock, on each of its servers, at this moment.
   * @throws PanelError `bad-answer` when the panel’s list is not complete
   */
  listLive(): Promise<LiveStatus[]>;
}
