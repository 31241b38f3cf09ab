{% autoescape off %}// Shows what the site has pushed, and where there is no network a page that says so. It keeps that
// page and its style, which are the same for everyone, and nothing of what anyone reads.
"use strict";

const KEPT = {{ kept }}; // the page first
const NAME = "{{ name }}";

const keep = async () => {
  const cache = await caches.open(NAME);
  await cache.addAll(KEPT.map((address) => new Request(address, { credentials: "omit", cache: "reload" })));
  await self.skipWaiting();
};

const begin = async () => {
  for (const name of await caches.keys()) if (name !== NAME) await caches.delete(name);
  if (self.registration.navigationPreload) await self.registration.navigationPreload.enable();
  await self.clients.claim();
};

const kept = (address) => caches.match(address, { ignoreVary: true });

const page = async (event) => {
  try {
    return (await event.preloadResponse) || (await fetch(event.request));
  } catch {
    return (await kept(KEPT[0])) || Response.error();
  }
};

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) return;
  if (mode === "navigate") event.respondWith(page(event));
  else if (KEPT.includes(pathname)) event.respondWith(kept(pathname).then((found) => found || fetch(event.request)));
});

self.addEventListener("push", (event) => {
  const { title, body, tag, url } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { body, tag, data: { url } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data.url));
});
{% endautoescape %}
