// Asks the device for a passkey and puts its answer into the form of the button.
// Every page works without it: who has no script signs in with a password and an app.
"use strict";

const fromText = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));

const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const known = (list) => (list || []).map((each) => ({ ...each, id: fromText(each.id) }));

async function create(options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: fromText(options.challenge),
      user: { ...options.user, id: fromText(options.user.id) },
      excludeCredentials: known(options.excludeCredentials),
    },
  });
  return {
    ...common(made),
    response: {
      clientDataJSON: toText(made.response.clientDataJSON),
      attestationObject: toText(made.response.attestationObject),
      transports: made.response.getTransports ? made.response.getTransports() : [],
    },
  };
}

async function show(options) {
  const shown = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: fromText(options.challenge),
      allowCredentials: known(options.allowCredentials),
    },
  });
  const owner = shown.response.userHandle;
  return {
    ...common(shown),
    response: {
      clientDataJSON: toText(shown.response.clientDataJSON),
      authenticatorData: toText(shown.response.authenticatorData),
      signature: toText(shown.response.signature),
      userHandle: owner ? toText(owner) : null,
    },
  };
}

const common = (credential) => ({
  id: credential.id,
  rawId: toText(credential.rawId),
  type: credential.type,
  clientExtensionResults: {},
});

async function ask(form) {
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const options = await fetch(form.dataset.options, {
    method: "POST",
    headers: { "X-CSRFToken": token },
    credentials: "same-origin",
  });
  if (!options.ok || options.redirected) {
    window.location.reload(); // signed out meanwhile, or asked to prove who is here
    return;
  }
  const { publicKey } = await options.json();
  const answer = form.dataset.passkey === "create" ? await create(publicKey) : await show(publicKey);
  form.querySelector("[name=answer]").value = JSON.stringify(answer);
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-failed]");
    failed.hidden = true;
    ask(form).catch(() => {
      failed.hidden = false; // given up, timed out, or not this device's
    });
  });
}
