// Starts the site's worker: the page for when there is no network, and news on this device.
// Every page works without it.
"use strict";

// The one script that a page starts by its address; the content policy allows no other (Trusted Types).
const ours = (address) => {
  if (address !== "/worker.js") throw new TypeError("not our worker");
  return address;
};
const scripts = window.trustedTypes
  ? window.trustedTypes.createPolicy("worker", { createScriptURL: ours })
  : { createScriptURL: ours };

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register(scripts.createScriptURL("/worker.js")).catch(() => {
    // a private window, or a browser that is told to keep nothing: the pages work as before
  });
}
