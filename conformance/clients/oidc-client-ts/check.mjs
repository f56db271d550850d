// Ada signs in to the page in Chromium; its tokens are renewed and revoked by script, and she signs out.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { chromium } from "playwright-core";

import { server } from "./serve.mjs";

const { APP, CHROMIUM, CLIENT_ID, ISSUER, PASSWORD, PORT, USERNAME, WORK } = process.env;
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];

await new Promise((resolve) => server.listen(PORT, "127.0.0.1", resolve));
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--headless=new", ...FLAGS] });
const page = await browser.newPage();
page.setDefaultTimeout(15_000);
const faults = [];
page.on("pageerror", (error) => faults.push(error.message));
page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
try {
  const first = await signsIn();
  const renewed = await renews(first);
  await refusesOtherOrigins();
  await revokes(renewed);
  await signsOut();
  assert.deepEqual(faults, [], "nothing for the console");
} catch (error) {
  console.error(faults, await page.content());
  throw error;
} finally {
  await browser.close();
  server.close();
  server.closeAllConnections();
}
const { version } = JSON.parse(await readFile(`${WORK}/node_modules/oidc-client-ts/package.json`));
const done = "discovery, code flow with PKCE, consent denied and given, userinfo, renewal by refresh token";
console.log(`oidc-client-ts ${version} in Chromium ${browser.version()}: ${done}, revocation, logout`);

async function signsIn() {
  await page.goto(APP);
  await says("Signed out.");
  await page.locator("#sign-in").click();
  await page.locator("#username").fill(USERNAME);
  await page.locator("#password").fill(PASSWORD);
  await page.locator("#submit").click();
  await page.locator("#deny").click();
  await says("the person denied the request");
  await page.locator("#sign-in").click();
  await page.locator("#approve").click();
  await says("Hello Ada King Lovelace (ada@example.com)");
  assert.equal(page.url(), `${APP}/`, "the code left the address bar");
  const user = await kept();
  assert.ok(user.access_token && user.refresh_token && user.id_token);
  return user;
}

async function renews(before) {
  const answered = page.waitForResponse(`${ISSUER}/userinfo`);
  await page.locator("#renew").click();
  await answered;
  const fresh = await until((user) => user.access_token !== before.access_token);
  assert.notEqual(fresh.refresh_token, before.refresh_token, "a refresh token is rotated");
  assert.equal(fresh.profile.sub, before.profile.sub);
  await says("Hello Ada King Lovelace (ada@example.com)");
  return fresh;
}

/** A script from elsewhere may not read what the client is answered. */
async function refusesOtherOrigins() {
  const body = new URLSearchParams({ grant_type: "refresh_token", refresh_token: "none", client_id: CLIENT_ID });
  const allows = async (origin) => {
    const answer = await fetch(`${ISSUER}/token`, { method: "POST", headers: { origin }, body });
    return answer.headers.get("access-control-allow-origin");
  };
  assert.deepEqual([await allows(APP), await allows("https://elsewhere.example")], [APP, null]);
}

async function revokes({ access_token, refresh_token }) {
  await page.locator("#revoke").click();
  await until((user) => !user.refresh_token); // the library keeps the access token, which is dead too
  const userinfo = await fetch(`${ISSUER}/userinfo`, { headers: { authorization: `Bearer ${access_token}` } });
  assert.equal(userinfo.status, 401, "the access token counts no more");
  const body = new URLSearchParams({ grant_type: "refresh_token", refresh_token, client_id: CLIENT_ID });
  const refused = await fetch(`${ISSUER}/token`, { method: "POST", body });
  assert.equal((await refused.json()).error, "invalid_grant");
}

async function signsOut() {
  const back = page.waitForResponse((response) => response.url().startsWith(`${APP}/bye`));
  await page.locator("#sign-out").click();
  await back; // at once: id_token_hint spares the question
  await says("Signed out.");
  assert.deepEqual([page.url(), await kept()], [`${APP}/`, null]);
  await page.locator("#sign-in").click();
  await page.locator("#username").waitFor(); // asked for the password again
}

async function says(words) {
  await page.locator("#status", { hasText: words }).waitFor();
}

/** What the library keeps for the page. */
function kept() {
  return page.evaluate((key) => JSON.parse(sessionStorage.getItem(key)), `oidc.user:${ISSUER}:${CLIENT_ID}`);
}

async function until(holds) {
  for (let tries = 0; tries < 100; tries++) {
    const user = await kept();
    if (holds(user)) return user;
    await page.waitForTimeout(100);
  }
  throw new Error(`it was not so in time: ${holds}`);
}
