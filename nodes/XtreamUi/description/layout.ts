import type { Operation } from '../../../panel';

/** Where an operation's parameters appear in the node. */
export interface Layout {
  /** Shown at once, in this order. */
  upFront: string[];
  /** Added by the user one by one. */
  collection?: { name: 'additionalFields' | 'updateFields' | 'filters'; parameters: string[] };
  /** Whether the operation sorts by `sortBy` and `descending`, which become one Sort field. */
  sort: boolean;
  /** Whether it puts out an image beside its result. */
  image: boolean;
  /** Whether its results can be simplified. */
  simplify: boolean;
}

/** What is not required, but what the operation is mostly about. */
const prominent: Readonly<Record<string, readonly string[]>> = {
  'line.create': ['username', 'password', 'packageId', 'expiresAt'],
  'line.createTrial': ['username', 'password'],
  'line.changePackage': ['expiry'],
  'line.suspend': ['note'],
  'line.resume': ['onlyIfReason'],
  'mag.create': ['packageId', 'expiresAt'],
  'enigma2.create': ['packageId', 'expiresAt'],
  'custom.read': ['parameters'],
  'custom.write': ['parameters'],
};

const collections = { create: 'additionalFields', update: 'updateFields' } as const;

/** Required and prominent parameters up front, the others in the collection n8n's guidelines name for the kind of operation. */
export function layoutOf(operation: Operation): Layout {
  const names = Object.keys(operation.parameters);
  const many = operation.access === 'read' && operation.many;
  const sort = many && names.includes('sortBy') && names.includes('descending');
  const shown = names.filter((name) => !sort || (name !== 'sortBy' && name !== 'descending'));
  const isUpFront = (name: string): boolean =>
    operation.parameters[name]?.required === true || (prominent[operation.id] ?? []).includes(name);
  const rest = shown.filter((name) => !isUpFront(name));
  const name = many ? 'filters' : (collections[operation.name as keyof typeof collections] ?? 'additionalFields');
  return {
    upFront: shown.filter(isUpFront),
    ...(rest.length === 0 ? {} : { collection: { name, parameters: rest } }),
    sort,
    image: operation.qrCodeOf !== undefined,
    simplify: operation.access === 'read' && (operation.yields === 'line' || operation.simplified !== undefined),
  };
}
