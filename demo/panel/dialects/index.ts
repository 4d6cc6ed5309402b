import type { Dialect } from '../../../panel';
import type { Front, FrontParts } from './front';
import { xuiFront } from './xui';

/** The dialects the demo panel speaks. */
const fronts: Readonly<Partial<Record<Dialect, (parts: FrontParts) => Front>>> = {
  xui: xuiFront,
};

/** @throws Error for a dialect the demo panel does not speak */
export function makeFront(dialect: Dialect, parts: FrontParts): Front {
  const make = fronts[dialect];
  if (!make) throw new Error(`The demo panel does not speak ${dialect}`);
  return make(parts);
}

export type { Front, FrontParts } from './front';
