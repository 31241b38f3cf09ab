// Asks the browser to show news on this device, and puts its answer into the form of the button.
// Every page works without it: who has no script is told by e-mail, or here.
"use strict";

const bytesOf = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));

const textOf = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

async function subscribe(form) {
  if ((await Notification.requestPermission()) !== "granted") throw new Error("not allowed");
  const worker = await navigator.serviceWorker.ready; // start-worker.js has asked for it
  const former = await worker.pushManager.getSubscription();
  if (former && textOf(former.options.applicationServerKey) !== form.dataset.key) await former.unsubscribe();
  const subscription = await worker.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytesOf(form.dataset.key),
  });
  form.querySelector("[name=endpoint]").value = subscription.endpoint;
  form.querySelector("[name=public]").value = textOf(subscription.getKey("p256dh"));
  form.querySelector("[name=secret]").value = textOf(subscription.getKey("auth"));
  form.submit();
}

for (const form of document.querySelectorAll("form[data-push]")) {
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) continue;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-failed]");
    failed.hidden = true;
    subscribe(form).catch(() => {
      failed.hidden = false; // not allowed, or the browser cannot reach its push service
    });
  });
}
