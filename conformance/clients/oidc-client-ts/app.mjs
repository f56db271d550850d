// A single-page application that signs people in with oidc-client-ts, as a public client: it keeps no secret.

import { UserManager } from "oidc-client-ts";

const { authority, client_id } = await (await fetch("/provider.json")).json();
const manager = new UserManager({
  authority,
  client_id,
  redirect_uri: `${location.origin}/callback`,
  post_logout_redirect_uri: `${location.origin}/bye`,
  scope: "openid profile email offline_access",
  loadUserInfo: true,
});

// Back from the provider: what it answered is checked, and leaves the address bar and the history.
try {
  if (location.pathname === "/callback") await manager.signinCallback();
  if (location.pathname === "/bye") await manager.signoutCallback();
  await show();
} catch (error) {
  says(error.message); // the person may have said no
}
if (location.pathname !== "/") history.replaceState(null, "", "/");

on("sign-in", () => manager.signinRedirect());
on("renew", () => manager.signinSilent()); // with the refresh token; a minute before the end it happens by itself
on("revoke", () => manager.revokeTokens());
on("sign-out", () => manager.signoutRedirect()); // sends id_token_hint

async function show() {
  const user = await manager.getUser(); // kept in sessionStorage, until the tab is closed
  says(user ? `Hello ${user.profile.name} (${user.profile.email})` : "Signed out.");
}

function says(words) {
  document.querySelector("#status").textContent = words;
}

function on(id, action) {
  const clicked = () => action().then(show).catch((error) => says(error.message));
  document.querySelector(`#${id}`).addEventListener("click", clicked);
}
