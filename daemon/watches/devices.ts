import type { DeviceSummary, EventData } from '../../panel';
import type { Collection, ThingFact } from '../watch';

/** From the devices of a panel to the events that tell of those of lines. Pure. */

export type DeviceThing = Omit<NonNullable<EventData['device']>, 'id'> & {
  /** With its kind, because each kind counts for itself: `mag:7`. */
  id: string;
};

export function deviceThing(device: DeviceSummary): DeviceThing {
  const { id, kind, mac, model, lineId, ownerId, ownerName, expiresAt, enabled, banned, trial } = device;
  return {
    ...{ id: `${kind}:${id}`, kind, mac, model, lineId, ownerId, ownerName, expiresAt, enabled, banned, trial },
  };
}

export const deviceCollection: Collection<DeviceThing> = {
  kind: 'device',
  compared: ['mac', 'model', 'lineId'],
  created: bound,
  changed(before, after) {
    if (before.lineId !== after.lineId) return [...unbound(before), ...bound(after)];
    const macs = before.mac !== after.mac;
    // The model is known from the first connection on.
    const models = before.model !== null && after.model !== null && before.model !== after.model;
    if (!macs && !models) return [];
    const pick = ({ mac, model }: DeviceThing) => ({ ...(macs && { mac }), ...(models && { model }) });
    const data = { device: shown(after), before: pick(before), after: pick(after) };
    return [{ type: 'line.device_changed', about: lineOf(after), data }];
  },
  deleted: unbound,
};

function bound(device: DeviceThing): ThingFact[] {
  return [{ type: 'line.device_bound', about: lineOf(device), data: { device: shown(device) } }];
}

function unbound(device: DeviceThing): ThingFact[] {
  return [{ type: 'line.device_unbound', about: lineOf(device), data: { device: shown(device) } }];
}

function lineOf({ lineId }: DeviceThing): { kind: string; id: string } {
  return { kind: 'line', id: lineId };
}

function shown(device: DeviceThing): NonNullable<EventData['device']> {
  return { ...device, id: device.id.slice(device.kind.length + 1) };
}
