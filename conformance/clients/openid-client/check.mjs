// Ada signs in to the application; then its tokens are refreshed, introspected and revoked.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import * as oidc from "openid-client";

import { config, server, sessions } from "./app.mjs";

const { APP, CLIENT_ID, PORT, WORK } = process.env;

await new Promise((resolve) => server.listen(PORT, "127.0.0.1", resolve));
const first = await signsIn();
const fresh = await refreshes(first);
await refusesWhatItDidNotAskFor();
await signsOut();
await revokes(fresh);
await actsForItself();
server.close();
server.closeAllConnections();
const { version } = JSON.parse(await readFile(`${WORK}/node_modules/openid-client/package.json`));
const done = "discovery, code flow with PKCE, consent, ID token with nonce, userinfo, refresh, introspection";
console.log(`openid-client ${version}: ${done}, revocation, logout, client credentials`);

async function signsIn() {
  const page = await visit("/");
  assert.deepEqual([page.status, page.url], ["200", `${APP}/`]);
  assert.equal(page.answered, "['login-form', 'consent-form']");
  const person = JSON.parse(page.text);
  assert.deepEqual([person.name, person.email], ["Ada King Lovelace", "ada@example.com"]);
  const [{ tokens }] = sessions.values();
  assert.equal(tokens.claims().sub, person.sub);
  return tokens;
}

async function refreshes(tokens) {
  const fresh = await oidc.refreshTokenGrant(config, tokens.refresh_token);
  assert.notEqual(fresh.access_token, tokens.access_token);
  assert.notEqual(fresh.refresh_token, tokens.refresh_token, "a refresh token is rotated");
  const { sub } = tokens.claims();
  assert.equal((await oidc.fetchUserInfo(config, fresh.access_token, sub)).sub, sub);
  return fresh;
}

/** A callback that belongs to no sign-in of this browser gets nothing. */
async function refusesWhatItDidNotAskFor() {
  const redirect = await fetch(`${APP}/login`, { redirect: "manual" });
  const cookie = redirect.headers.get("set-cookie").split(";")[0];
  const answer = await fetch(`${APP}/callback?code=c&state=another`, { headers: { cookie }, redirect: "manual" });
  assert.deepEqual([answer.status, answer.headers.get("set-cookie")], [502, null]);
}

async function signsOut() {
  const page = await visit("/logout");
  assert.deepEqual([page.text, page.answered], ["Signed out.", "[]"], "back at the application, and not asked");
  const again = await visit("/");
  assert.equal(again.answered, "['login-form']", "asked for the password again, but not for consent");
}

async function revokes(tokens) {
  // The tokens of somebody else's application outlive the session: that is what offline_access asked consent for.
  assert.ok((await oidc.tokenIntrospection(config, tokens.access_token)).active);
  await oidc.tokenRevocation(config, tokens.refresh_token, { token_type_hint: "refresh_token" });
  assert.ok(!(await oidc.tokenIntrospection(config, tokens.access_token)).active);
  await assert.rejects(oidc.refreshTokenGrant(config, tokens.refresh_token), { error: "invalid_grant" });
}

async function actsForItself() {
  const { access_token } = await oidc.clientCredentialsGrant(config);
  const seen = await oidc.tokenIntrospection(config, access_token);
  assert.deepEqual([seen.active, seen.sub], [true, CLIENT_ID]);
}

/** Ada with her browser: where she ends, what is there, and the forms that she sent on the way. */
async function visit(path) {
  const { stdout } = await promisify(execFile)("python3", ["../browser/browser.py", `${WORK}/cookies`, APP + path]);
  return /^(?<status>\d+) (?<url>\S+)\n(?<text>[^]*) (?<answered>\[.*\])\n$/.exec(stdout).groups;
}
