import type { Event } from '../../panel';

/** What a difference follows from: a look at the panel, or a command of ours, by its key and operation. */
export type Cause = 'panel' | NonNullable<Event['data']['command']>;

/** A fact, with what an event tells of its cause. */
export function causedBy<Fact extends Pick<Event, 'data'>>(cause: Cause, fact: Fact): Fact & Pick<Event, 'origin'> {
  if (cause === 'panel') return { ...fact, origin: 'panel' };
  const { key, operation } = cause;
  return { ...fact, data: { ...fact.data, command: { key, operation } }, origin: 'command' };
}
