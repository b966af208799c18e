// Where the app is. Links are ordinary links; clicks on those that stay inside do not load the page again.
import { format, parse, type Address } from '$src/model/address';

let current = $state.raw<Address>({ path: [], query: {} });

const here = () => parse(`${location.pathname}${location.search}`);

export const router = {
  get address(): Address {
    return current;
  },
};

export function navigate(to: string | Address, { replace = false } = {}): void {
  const text = typeof to === 'string' ? to : format(to);
  history[replace ? 'replaceState' : 'pushState'](null, '', text);
  current = here();
  if (!replace) scrollTo(0, 0);
}

/** Changes the query alone; what is undefined goes. */
export function setQuery(changes: Record<string, string | undefined>, { replace = true } = {}): void {
  const query = { ...current.query };
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) delete query[name];
    else query[name] = value;
  }
  navigate({ path: current.path, query }, { replace });
}

function linkOf(event: MouseEvent): HTMLAnchorElement | undefined {
  if (event.defaultPrevented || event.button !== 0) return undefined;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined;
  const link = (event.target as Element).closest('a');
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin)
    return undefined;
  return link;
}

/** Returns what ends it. */
export function startRouter(): () => void {
  const onClick = (event: MouseEvent) => {
    const link = linkOf(event);
    if (!link || (link.hash && link.pathname === location.pathname)) return;
    event.preventDefault();
    navigate(`${link.pathname}${link.search}`);
  };
  const onPop = () => (current = here());
  current = here();
  document.addEventListener('click', onClick);
  addEventListener('popstate', onPop);
  return () => {
    document.removeEventListener('click', onClick);
    removeEventListener('popstate', onPop);
  };
}
