import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import { nodeError } from '../../shared';

/** Runs what a picker asks for, with faults as n8n shows them. */
export async function picked<T>(context: ILoadOptionsFunctions, ask: () => Promise<T>): Promise<T> {
  return await ask().catch((error: unknown): never => {
    throw nodeError(context.getNode(), error, { hintInMessage: true });
  });
}

/** Of a whole list, what has the text in its name or is its value; by name. */
export function matching(items: INodeListSearchItems[], filter: string | undefined): INodeListSearchResult {
  const text = (filter ?? '').trim().toLowerCase();
  const found = items.filter(({ name, value }) => name.toLowerCase().includes(text) || String(value) === text);
  return { results: found.sort((left, right) => left.name.localeCompare(right.name)) };
}
