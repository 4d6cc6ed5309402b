import type { Content, ContentChanges } from './parts';

/**
 * The values of the changes that the content does not have; values it does not know of count as had: the number of an episode, which no panel
 * tells. Lists of categories, bouquets and servers are the same in any order, sources are not.
 */
export function unmetContent(content: Content, changes: ContentChanges): Array<keyof ContentChanges> {
  return (Object.keys(changes) as Array<keyof ContentChanges>).filter((key) => {
    const wanted = changes[key];
    if (wanted === undefined || key === 'episode') return false;
    if (key === 'serverIds')
      return !sameMembers(
        content.servers.map(({ serverId }) => serverId),
        wanted as string[],
      );
    if (key === 'onDemand') return content.servers.some(({ onDemand }) => onDemand !== wanted);
    if (key === 'categoryIds' || key === 'bouquetIds') return !sameMembers(content[key] ?? [], wanted as string[]);
    if (key === 'sources') return JSON.stringify(content.sources) !== JSON.stringify(wanted);
    const has = content[key];
    // Panels keep no difference between an empty text and none.
    return (has === '' ? null : has) !== (wanted === '' ? null : wanted);
  });
}

export function sameMembers(one: readonly string[], other: readonly string[]): boolean {
  const members = new Set(one);
  return members.size === new Set(other).size && other.every((member) => members.has(member));
}
