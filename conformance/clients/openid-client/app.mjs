// A web application that signs people in with openid-client, on node:http alone.

import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import * as oidc from "openid-client";

const { APP, CLIENT_ID, CLIENT_SECRET, ISSUER } = process.env;

// A secret alone would go into the body, which is another method than the one registered.
export const config = await oidc.discovery(new URL(ISSUER), CLIENT_ID, {}, oidc.ClientSecretBasic(CLIENT_SECRET), {
  execute: [
    oidc.enableNonRepudiationChecks, // looks at signatures too, where by itself the library trusts the connection
    oidc.allowInsecureRequests, // plain http, for a provider on this machine: leave it out where ISSUER is https
  ],
});

export const sessions = new Map(); // tokens stay on this side: the browser has no more than the key of its session
const routes = { "/": home, "/login": login, "/callback": callback, "/logout": logout, "/bye": bye };

export const server = createServer(async (request, response) => {
  const url = new URL(request.url, APP);
  response.setHeader("content-type", "text/plain; charset=utf-8");
  try {
    await (routes[url.pathname] ?? notFound)({ url, key: keyOf(request), response });
  } catch (error) {
    console.error(error);
    response.writeHead(502).end(error.error_description ?? error.message);
  }
});

async function home({ key, response }) {
  const tokens = sessions.get(key)?.tokens;
  if (!tokens) return redirect(response, "/login");
  const person = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(person));
}

async function login({ key, response }) {
  const checks = {
    pkceCodeVerifier: oidc.randomPKCECodeVerifier(),
    expectedState: oidc.randomState(),
    expectedNonce: oidc.randomNonce(),
  };
  const authorizationUrl = oidc.buildAuthorizationUrl(config, {
    redirect_uri: `${APP}/callback`,
    scope: "openid profile email offline_access",
    code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: "S256",
    state: checks.expectedState,
    nonce: checks.expectedNonce,
  });
  replaceSession(response, key, { checks });
  redirect(response, authorizationUrl);
}

async function callback({ url: cameBack, key, response }) {
  const checks = sessions.get(key)?.checks;
  if (!checks) return redirect(response, "/login");
  // Checks state and iss, the ID token's signature, issuer, audience, time and nonce.
  const tokens = await oidc.authorizationCodeGrant(config, cameBack, checks);
  replaceSession(response, key, { tokens });
  redirect(response, "/");
}

async function logout({ key, response }) {
  const tokens = sessions.get(key)?.tokens;
  sessions.delete(key);
  if (!tokens) return redirect(response, "/bye");
  const hints = { id_token_hint: tokens.id_token, post_logout_redirect_uri: `${APP}/bye` };
  redirect(response, oidc.buildEndSessionUrl(config, hints));
}

function bye({ response }) {
  response.end("Signed out.");
}

function notFound({ response }) {
  response.writeHead(404).end("There is no such page.");
}

/** Each step has a session under a new key: one that somebody planted is worth nothing after signing in. */
function replaceSession(response, oldKey, session) {
  const key = randomUUID();
  sessions.delete(oldKey);
  sessions.set(key, session);
  // On https add Secure, and name it __Host-session.
  response.setHeader("set-cookie", `session=${key}; Path=/; HttpOnly; SameSite=Lax`);
}

function keyOf(request) {
  return /(?:^|; )session=([\w-]+)/.exec(request.headers.cookie)?.[1];
}

function redirect(response, location) {
  response.writeHead(302, { location: String(location) }).end();
}
