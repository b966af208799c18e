// Keeps the files of the app, and nothing else, so that it can be opened without the server. The page is asked for anew
// each time; its files have names that say what is in them. A page that changed takes the files of the one before with it.
const cacheName = 'flotilla-app-1';
const page = '/';

async function keepPage(response) {
  const cache = await caches.open(cacheName);
  const text = await response.clone().text();
  const known = await cache.match(page);
  if (known && (await known.text()) !== text) {
    for (const request of await cache.keys()) await cache.delete(request);
  }
  await cache.put(page, response.clone());
}

async function openPage(request) {
  try {
    const response = await fetch(request);
    if (response.ok && response.headers.get('content-type')?.startsWith('text/html'))
      await keepPage(response);
    return response;
  } catch (error) {
    const known = await (await caches.open(cacheName)).match(page);
    if (known) return known;
    throw error;
  }
}

async function openFile(request) {
  const cache = await caches.open(cacheName);
  const known = await cache.match(request);
  if (known) return known;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => {
  const old = (names) => names.filter((name) => name.startsWith('flotilla-app-') && name !== cacheName);
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(old(names).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});
self.addEventListener('message', (event) => {
  const paths = (event.data?.keep ?? []).filter(
    (path) => typeof path === 'string' && path.startsWith('/assets/'),
  );
  event.waitUntil(
    Promise.allSettled([
      fetch(page).then((response) => (response.ok ? keepPage(response) : undefined)),
      ...paths.map((path) => openFile(new Request(path))),
    ]),
  );
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(openPage(request));
  else if (url.pathname.startsWith('/assets/')) event.respondWith(openFile(request));
});
