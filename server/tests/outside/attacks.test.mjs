// What an attacker writes into a request, in a real browser: it is shown as text or not at all, and never runs.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch } from "./browser.mjs";
import { clientOf, startSignet, subject } from "./fixture.mjs";
import { authorizationUrl } from "./visitor.mjs";

const PAYLOADS = [
  '"><script>alert(1)</script>',
  '" autofocus onfocus="alert(1)',
  "' autofocus onfocus='alert(1)",
  "</title></textarea><svg/onload=alert(1)>",
  "<img src=x onerror=alert(1)>",
  "javascript:alert(1)",
];
const PARAMETERS = ["ui_locales", "login_hint", "state", "error", "error_hint", "client_id", "redirect_uri", "scope", "nonce"];

await subject("attacks in Chromium", { chromium: true }, ({ "playwright-core": playwright }) => {
  let signet, browser;

  before(async () => {
    signet = await startSignet();
    browser = await launch(playwright);
  });
  after(async () => {
    await browser?.close();
    await signet?.stop();
  });

  test("no script of a request runs on a page", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const ran = [];
    page.on("dialog", async (dialog) => {
      ran.push(page.url());
      await dialog.dismiss();
    });
    const origin = new URL(signet.issuer).origin;
    const client = clientOf(signet, "demo-partner");
    for (const payload of PAYLOADS) {
      for (const name of PARAMETERS) {
        await page.goto(authorizationUrl(signet, client, { [name]: payload }));
        assert.equal(new URL(page.url()).origin, origin, `${name}: the page is ours`);
        await page.goto(`${signet.issuer}/logout?${new URLSearchParams({ [name]: payload, id_token_hint: payload })}`);
      }
      await page.goto(authorizationUrl(signet, client));
      await page.locator("#username").fill(payload);
      await page.locator("#password").fill("wrong");
      await page.locator("#login-form button[type=submit]").first().click();
      await page.locator("#error-summary").waitFor();
      assert.equal(await page.locator("#username").inputValue(), payload, "what was typed is kept as text");
      // Five wrong passwords of one account are a limit, and each payload is an account of its own.
    }
    assert.deepEqual(ran, [], "a script of a request ran");
    await context.close();
  });
});
