import { Matches } from '../matching';
import { Reconciliations, type ReconciliationsParts } from './reconciliations';

/** Matching and reconciliation over the same parts. */
export function openReconciliations(parts: Omit<ReconciliationsParts, 'matches'>): {
  matches: Matches;
  reconciliations: Reconciliations;
} {
  const matches = new Matches(parts);
  return { matches, reconciliations: new Reconciliations({ ...parts, matches }) };
}
