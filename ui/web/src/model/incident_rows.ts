// The list of incidents: addresses, filters and the terms of which the server makes its answer.

/** "-opened_at" of an address as "opened_at desc" of the API; what is no name of a field is nothing. */
export function orderOf(sort: string | undefined): string {
  const found = /^(-?)([a-z_]+)$/.exec(sort ?? '');
  return found ? `${found[2]}${found[1] ? ' desc' : ''}` : '';
}

export function sortOf(orderBy: string): string | undefined {
  const [field, way] = orderBy.split(' ');
  return field ? `${way === 'desc' ? '-' : ''}${field}` : undefined;
}

/** The narrowest term of a filter: its last one, with the "not" before it. */
export function lastTerm(filter: string): string {
  return /(?:(?:^|\s)not\s+)?(?:[^\s"]|"(?:[^"\\]|\\.)*")+\s*$/.exec(filter)?.[0].trim() ?? '';
}

export function withoutLast(filter: string): string {
  const text = filter.trimEnd();
  return text.slice(0, text.length - lastTerm(text).length).trim();
}
