import type { ReplicaView } from '../duties';
import type { EndpointView } from '../endpoints';
import type { FeedView } from '../feeds';
import type { RelayView } from '../relay';
import type { PanelView } from '../sync';
import { age, counted, span } from './words';

/** How all parts of the daemon stand. */
export interface Standing {
  /** Whether the store can be written. */
  writable: boolean;
  panels: PanelView[];
  feeds: FeedView[];
  endpoints: EndpointView[];
  relays: RelayView[];
  replicas: ReplicaView[];
}

/** A feed this far behind, and an endpoint that fails for so long, are worth a look. Seconds. */
const long = 600;

/** What a broker dropped is told of for so long. Seconds. */
const dropped = 86_400;

/** What a person should look at, in words; nothing where all is well. */
export function attentionOf({ writable, panels, feeds, endpoints, relays, replicas }: Standing): string[] {
  return [
    ...(writable
      ? []
      : ['The store cannot be written: look for a full or read-only disk. Nothing goes on until then.']),
    ...panels.flatMap(ofPanel),
    ...feeds.flatMap(ofFeed),
    ...endpoints.flatMap(ofEndpoint),
    ...relays.flatMap(ofRelay),
    ...replicas.flatMap(({ replica, alive, seenAt }) =>
      alive ? [] : [`Replica ${replica} has not been heard of for ${age(seenAt)}.`],
    ),
  ];
}

function ofPanel({ panel, state, problem }: PanelView): string[] {
  if (state === 'held') {
    return [`Panel ${panel} seems to have lost many lines: xtream-ui-sync panels confirm ${panel}, or reject.`];
  }
  if (problem === null) return [];
  return [`Panel ${panel}: ${problem.message}${problem.hint === null ? '' : ` ${problem.hint}`}`];
}

function ofFeed({ feed, parked, lagSeconds, filterProblem }: FeedView): string[] {
  return [
    ...(parked === 0 ? [] : [`Feed ${feed}: ${counted(parked, 'event')} parked: xtream-ui-sync feeds show ${feed}.`]),
    ...(lagSeconds < long ? [] : [`Feed ${feed}: the oldest event has waited for ${span(lagSeconds)}.`]),
    ...(filterProblem === null ? [] : [`Feed ${feed}: its filter failed on an event: ${filterProblem.message}`]),
  ];
}

function ofEndpoint(view: EndpointView): string[] {
  const { endpoint, dead, failingSince, filterProblem } = view;
  const failed = failingSince !== null && secondsSince(failingSince) >= long;
  return [
    ...disabledInWords(view),
    ...(failed && view.state === 'failing'
      ? [`Endpoint ${endpoint} has failed for ${age(failingSince)}: ${lastReason(view)}.`]
      : []),
    ...(dead === 0
      ? []
      : [`Endpoint ${endpoint}: ${counted(dead, 'event')} given up: xtream-ui-sync endpoints redrive ${endpoint}.`]),
    ...(filterProblem === null
      ? []
      : [`Endpoint ${endpoint}: its filter failed on an event: ${filterProblem.message}`]),
  ];
}

/** One that a person disabled, or took out of the configuration, is as it should be. */
function disabledInWords(view: EndpointView): string[] {
  const { endpoint, disabledReason } = view;
  const mend = `mend the receiver, then xtream-ui-sync endpoints enable ${endpoint}.`;
  if (disabledReason === 'gone') return [`Endpoint ${endpoint} is disabled, for its receiver answered 410: ${mend}`];
  if (disabledReason === 'failing') {
    return [`Endpoint ${endpoint} is disabled, for it failed for too long (${lastReason(view)}): ${mend}`];
  }
  return [];
}

function lastReason({ lastFailures }: EndpointView): string {
  return lastFailures[0]?.reason ?? 'no answer';
}

function ofRelay({ relay, state, problem, lag, unroutable, lastUnroutable, filterProblem }: RelayView): string[] {
  return [
    ...(state === 'failing' ? [`Relay ${relay}: ${problem ?? ''}; ${counted(lag, 'event')} wait in the log.`] : []),
    ...(lastUnroutable === null || secondsSince(lastUnroutable.at) > dropped
      ? []
      : [
          `Relay ${relay}: no queue was bound for ${counted(unroutable, 'message')}, last for routing key ${lastUnroutable.routingKey}.`,
        ]),
    ...(filterProblem === null ? [] : [`Relay ${relay}: its filter failed on an event: ${filterProblem.message}`]),
  ];
}

function secondsSince(instant: string): number {
  return (Date.now() - Date.parse(instant)) / 1000;
}
