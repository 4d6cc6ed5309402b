import type { PanelAdapter } from './adapter';
import { PanelError } from './errors';
import { deviceKinds, type DeviceKind, type PanelParts } from './parts';
import { lineChangeFields, newLineFields, type LineChanges, type NewLine } from './types';

/** The methods of PanelAdapter that a dialect may lack. */
export const coreMethods = [
  'listLines',
  'getLine',
  'findLine',
  'createLine',
  'updateLine',
  'deleteLine',
  'listPackages',
  'listBouquets',
  'listUsers',
] as const satisfies ReadonlyArray<keyof PanelAdapter>;

type CoreMethod = (typeof coreMethods)[number];

/**
 * Something an adapter can do: a method of its own (`listLines`), a method of a part (`users.createUser`), a kind of device it knows (`device:mag`) or
 * can make (`newDevice:mag`), a value of a line it can give a new line (`new:expiresAt`) or change (`set:banned`), or a reason it keeps beside a
 * change of credits (`creditReason`). Operations and their parameters name what they need, and are offered where it is there.
 */
export type Ability =
  | CoreMethod
  | PartAbility
  | `device:${DeviceKind}`
  | `newDevice:${DeviceKind}`
  | `new:${keyof NewLine}`
  | `set:${keyof LineChanges}`
  | 'creditReason';

type PartAbility = { [Name in keyof PanelParts]: `${Name}.${keyof PanelParts[Name] & string}` }[keyof PanelParts];

/** All methods for lines and what is sold to them, and all values: what an admin API offers. */
export const everyCoreAbility: ReadonlySet<Ability> = new Set<Ability>([
  ...coreMethods,
  ...newLineFields.map((field) => `new:${field}` as const),
  ...lineChangeFields.map((field) => `set:${field}` as const),
  'creditReason',
]);

export function can(
  adapter: Pick<PanelAdapter, 'offers' | 'parts' | 'deviceKinds' | 'newDeviceKinds'>,
  ability: Ability,
): boolean {
  const [topic, kind] = ability.split(':');
  if (topic === 'device' || topic === 'newDevice') {
    if (adapter.parts?.devices === undefined) return false;
    const known = adapter.deviceKinds ?? deviceKinds;
    const kinds: readonly string[] = topic === 'device' ? known : (adapter.newDeviceKinds ?? known);
    return kind !== undefined && kinds.includes(kind);
  }
  const [part, method] = ability.split('.');
  if (method === undefined) return adapter.offers.has(ability);
  const methods = adapter.parts?.[part as keyof PanelParts] as Record<string, unknown> | undefined;
  return typeof methods?.[method] === 'function';
}

/** An ability, or several of which one is enough. */
export type Need = Ability | readonly Ability[];

export function meets(adapter: Parameters<typeof can>[0], need: Need): boolean {
  return (typeof need === 'string' ? [need] : need).some((ability) => can(adapter, ability));
}

/** What a method throws that its adapter does not offer. `what`: `delete lines`. */
export function unsupported(adapter: Pick<PanelAdapter, 'dialect'>, what: string, hint?: string): PanelError {
  return new PanelError('unsupported', `This kind of panel (${adapter.dialect}) cannot ${what}.`, {
    hint: hint ?? 'Choose another operation, or do it in the panel itself.',
  });
}
