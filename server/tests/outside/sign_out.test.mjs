// Signing out in Chromium, as an application on another site asks for it: by a link and by a form that it posts.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, openWindow, signIn } from "./browser.mjs";
import { clientOf, personOf, startApplication, startSignet, subject } from "./fixture.mjs";
import { authorizationUrl } from "./visitor.mjs";

await subject("signing out from another site", { chromium: true }, (modules) => {
  let application, signet, browser;

  before(async () => {
    const html = { type: "text/html; charset=utf-8", body: "<!doctype html><html lang=en><title>application</title><link rel=icon href='data:,'>" };
    application = await startApplication({ "/": html, "/bye": html });
    const { origin } = application;
    const metadata = { client_id: "shop", client_name: "Shop", first_party: true, redirect_uris: [`${origin}/callback`] };
    signet = await startSignet({ clients: [{ ...metadata, post_logout_redirect_uris: [`${origin}/bye`] }] });
    browser = await launch(modules["playwright-core"]);
  });
  after(async () => {
    await browser?.close();
    await signet?.stop();
    await application?.stop();
  });

  for (const method of ["GET", "POST"]) {
    for (const hint of [undefined, ""]) {
      test(`${method} with id_token_hint ${hint === "" ? "empty" : "left out"} asks whoever is signed in (BR-26)`, async () => {
        const { page, faults, close } = await openWindow(browser, { signet, origins: [application.origin, "null"] });
        try {
          await page.goto(authorizationUrl(signet, clientOf(signet, "shop")));
          await signIn(page, personOf(signet, "ada"));
          await page.locator("#arrived").waitFor();
          await page.goto(application.origin);
          const bye = `${application.origin}/bye`;
          const fields = { client_id: "shop", post_logout_redirect_uri: bye, state: "s", ...(hint === "" ? { id_token_hint: "" } : {}) };
          await page.evaluate(send, { method, action: `${signet.issuer}/logout`, fields });
          await page.locator("#logout-yes").waitFor();
          assert.match(await page.locator("main").innerText(), /Ada/, "it is known who is signed in");
          await page.locator("#logout-yes").click();
          await page.waitForURL(`${bye}?state=s`);
          await page.goto(new URL("/", signet.issuer).href);
          assert.doesNotMatch(await page.locator("main").innerText(), /Ada/);
          assert.deepEqual(faults, []);
        } finally {
          await close();
        }
      });
    }
  }
});

/** Runs in the application's page: sends a form to another site. */
function send({ method, action, fields }) {
  const form = document.body.appendChild(Object.assign(document.createElement("form"), { method, action }));
  for (const [name, value] of Object.entries(fields)) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  form.submit();
}
