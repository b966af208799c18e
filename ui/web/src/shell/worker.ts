// Lets the app itself be opened without the server: see public/sw.js. Answers of the server are never kept there.

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): {
    createScriptURL(url: string): string;
  };
}

/** Where a browser, or the policy of the page, does not allow it, the app works as before but not without the server. */
export async function startWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  try {
    const trusted = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
    const policy = trusted?.createPolicy('flotilla-worker', { createScriptURL: (url) => url });
    await navigator.serviceWorker.register(policy?.createScriptURL('/sw.js') ?? '/sw.js');
    await keepLoaded();
  } catch {
    // As it was.
  }
}

/** What was loaded before the worker was there, or past it, is kept too. */
export async function keepLoaded(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const { active } = await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname);
  active?.postMessage({ keep: loaded.filter((path) => path.startsWith('/assets/')) });
}
