// Passkeys (W3C Web Authentication): asks the browser what the page's hidden field says, and sends the form with the answer.
(() => {
  "use strict";
  const field = document.getElementById("passkey-answer");
  const button = document.getElementById("passkey");
  if (!field || !button || !window.PublicKeyCredential) return;

  const decode = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const encode = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const asked = () => {
    const bytes = Uint8Array.from(field.dataset.options.match(/../g), (pair) => Number.parseInt(pair, 16));
    const { publicKey } = JSON.parse(new TextDecoder().decode(bytes));
    publicKey.challenge = decode(publicKey.challenge);
    if (publicKey.user) publicKey.user.id = decode(publicKey.user.id);
    for (const list of [publicKey.allowCredentials, publicKey.excludeCredentials]) {
      for (const known of list ?? []) known.id = decode(known.id);
    }
    return publicKey;
  };

  const told = ({ id, rawId, type, response }) => {
    const answer = { id, rawId: encode(rawId), type, response: {}, extensions: {} };
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (response[name]) answer.response[name] = encode(response[name]);
    }
    if (response.getTransports) answer.response.transports = response.getTransports();
    return JSON.stringify(answer);
  };

  let waiting;
  const ask = async (mediation) => {
    waiting?.abort();
    waiting = new AbortController();
    const { signal } = waiting;
    const publicKey = asked();
    const credential =
      field.dataset.asks === "create"
        ? await navigator.credentials.create({ publicKey, signal })
        : await navigator.credentials.get({ publicKey, signal, mediation });
    field.value = told(credential);
    document.getElementById("passkey-send").click();
  };

  button.hidden = false;
  button.addEventListener("click", async () => {
    const failed = document.getElementById("passkey-failed");
    failed.hidden = true;
    try {
      await ask();
    } catch {
      failed.hidden = false;
    }
  });

  // Beside the name, where the browser lists what it has; whoever types goes on typing. Not again by itself after a refusal.
  const offer = async () => {
    if (field.dataset.asks !== "sign-in" || document.getElementById("error-summary")) return;
    if (!(await window.PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    await ask("conditional");
  };
  offer().catch(() => {});
})();
