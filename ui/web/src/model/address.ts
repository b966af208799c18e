// Addresses of the app: a path and what is asked of it. Never secrets.
export interface Address {
  /** Parts of the path: ['debug', 'node', 'edge-1'] is /debug/node/edge-1. */
  path: string[];
  query: Record<string, string>;
}

/** `text`: path and query, as in location; what cannot be decoded is taken as it is. */
export function parse(text: string): Address {
  const [before, after = ''] = text.split('#')[0]!.split(/\?(.*)/s);
  const decode = (part: string) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  };
  const query: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of new URLSearchParams(after)) query[name] = value;
  return { path: before!.split('/').filter(Boolean).map(decode), query };
}

/** Names of the query are sorted, and what is empty is left out: one state has one address. */
export function format(address: Address): string {
  const path = `/${address.path.filter(Boolean).map(encodeURIComponent).join('/')}`;
  const query = new URLSearchParams();
  for (const name of Object.keys(address.query).sort()) {
    if (address.query[name]) query.set(name, address.query[name]);
  }
  return query.size ? `${path}?${query}` : path;
}

/** The parts of `pattern` ("/incidents/:id") that `path` gives a value; nothing when it does not fit. */
export function match(pattern: string, path: string[]): Record<string, string> | undefined {
  const parts = pattern.split('/').filter(Boolean);
  if (parts.length !== path.length) return undefined;
  const found: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const value = path[index]!;
    if (part.startsWith(':')) found[part.slice(1)] = value;
    else if (part !== value) return undefined;
  }
  return found;
}
