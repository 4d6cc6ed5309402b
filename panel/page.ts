/** Tables of the documentation that are made from the catalogues. */

export function markdownTable(head: readonly string[], rows: ReadonlyArray<readonly string[]>, align = '---'): string {
  return [head, head.map((_name, index) => (index === 0 ? '---' : align)), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

/** The page with these parts made anew: each stands between `<!-- name -->` and `<!-- /name -->`. @throws Error when the page has no such place */
export function fillPage(page: string, contents: Readonly<Record<string, string>>): string {
  return Object.entries(contents).reduce((text, [name, made]) => {
    const place = new RegExp(`(<!-- ${name} -->)[^]*?(<!-- /${name} -->)`);
    if (!place.test(text)) throw new Error(`The page has no place for ${name}.`);
    return text.replace(place, (_all, begin: string, end: string) => `${begin}\n\n${made}\n\n${end}`);
  }, page);
}
