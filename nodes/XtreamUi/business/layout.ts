import type { BusinessOperation } from './catalogue';

/** Where a business operation's parameters appear in the node. */
export interface BusinessLayout {
  /** Shown at once, in this order. */
  upFront: string[];
  /** Added by the user one by one. */
  collection?: { name: 'additionalFields' | 'updateFields' | 'filters'; parameters: string[] };
}

/** What is required, or marked so, is up front; the others are in the collection n8n's guidelines name for the kind of operation. */
export function businessLayoutOf({ name, method, parameters }: BusinessOperation): BusinessLayout {
  const names = Object.keys(parameters);
  const isUpFront = (each: string): boolean =>
    parameters[each]?.required === true || parameters[each]?.upFront === true;
  const rest = names.filter((each) => !isUpFront(each));
  const collection = method === 'GET' ? 'filters' : name === 'update' ? 'updateFields' : 'additionalFields';
  return {
    upFront: names.filter(isUpFront),
    ...(rest.length === 0 ? {} : { collection: { name: collection, parameters: rest } }),
  };
}
