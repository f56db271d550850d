// A single-page application with npm oidc-client-ts, in Chromium, on an origin of its own: a public client whose
// script asks discovery, keys, token and userinfo across origins.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { launch, openWindow, signIn } from "./browser.mjs";
import { personOf, startApplication, startSignet, subject } from "./fixture.mjs";

const PAGE = `<!doctype html><html lang="en"><head><title>single page</title><link rel="icon" href="data:,">
<script src="/oidc-client-ts.js"></script></head><body></body></html>`;

await subject("npm oidc-client-ts in a page", { chromium: true, modules: ["oidc-client-ts"] }, (modules) => {
  const playwright = modules["playwright-core"];
  let application, signet, browser;

  before(async () => {
    const library = createRequire(import.meta.url).resolve("oidc-client-ts").replace(/dist.*/, "dist/browser/oidc-client-ts.min.js");
    const html = { type: "text/html; charset=utf-8", body: PAGE };
    const script = { type: "text/javascript", body: await readFile(library) };
    application = await startApplication({ "/": html, "/callback": html, "/oidc-client-ts.js": script });
    signet = await startSignet({ clients: [clientOfPage(application.origin)] });
    browser = await launch(playwright);
  });
  after(async () => {
    await browser?.close();
    await signet?.stop();
    await application?.stop();
  });

  // The demo's client may come from any port of localhost; others name the origins of their scripts.
  test("demo-app, from localhost", () => walk("demo-app", application.origin.replace("127.0.0.1", "localhost")));
  test("a client with allowed_origins, from there", () => walk("page", application.origin));

  test("a script can read that its token does not count (BR-44)", async () => {
    const { page, close } = await openWindow(browser, { signet, origins: [application.origin] });
    try {
      await page.goto(application.origin);
      for (const token of ["abc", null]) {
        const seen = await page.evaluate(async ({ url, bearer }) => {
          const answer = await fetch(url, { headers: bearer ? { authorization: `Bearer ${bearer}` } : {} });
          return { status: answer.status, challenge: answer.headers.get("www-authenticate") };
        }, { url: `${signet.issuer}/userinfo`, bearer: token });
        assert.equal(seen.status, 401);
        assert.match(seen.challenge, token ? /^Bearer .*error="invalid_token"/ : /^Bearer realm="signet"$/);
      }
    } finally {
      await close();
    }
  });

  test("an origin that is not the client's may not read its answers", async () => {
    for (const origin of ["https://elsewhere.example", "null", `${application.origin}.elsewhere.example`]) {
      for (const method of ["POST", "OPTIONS"]) {
        const headers = { origin, ...(method === "OPTIONS" ? { "access-control-request-method": "POST" } : {}) };
        const body = method === "POST" ? new URLSearchParams({ grant_type: "refresh_token", refresh_token: "x", client_id: "page" }) : undefined;
        const answer = await fetch(`${signet.issuer}/token`, { method, headers, body });
        assert.equal(answer.headers.get("access-control-allow-origin"), null, `${method} from ${origin}`);
      }
    }
  });

  /** Signs in, reads userinfo, refreshes and revokes, all by script. */
  async function walk(clientId, origin) {
    const { page, faults, close } = await openWindow(browser, { signet, origins: [origin, "null"] });
    const settings = {
      authority: signet.issuer,
      client_id: clientId,
      redirect_uri: `${origin}/callback`,
      scope: "openid profile email offline_access",
      loadUserInfo: true,
    };
    try {
      await page.goto(origin);
      await page.evaluate((given) => void new oidc.UserManager(given).signinRedirect(), settings);
      await signIn(page, personOf(signet, "ada"));
      await page.waitForURL(`${origin}/callback?**`);
      const signedIn = await page.evaluate((given) => {
        window.manager = new oidc.UserManager(given);
        return window.manager.signinCallback();
      }, settings);
      assert.equal(signedIn.profile.email, "ada@example.com");
      assert.ok(signedIn.refresh_token);
      const renewed = await page.evaluate(() => window.manager.signinSilent());
      assert.notEqual(renewed.access_token, signedIn.access_token);
      assert.notEqual(renewed.refresh_token, signedIn.refresh_token);
      assert.deepEqual(faults, []);
      await page.evaluate(() => window.manager.revokeTokens(["refresh_token"]));
      const again = { grant_type: "refresh_token", refresh_token: renewed.refresh_token, client_id: clientId };
      const refused = await page.evaluate(async ({ url, body }) => {
        const answer = await fetch(url, { method: "POST", body: new URLSearchParams(body) });
        return (await answer.json()).error;
      }, { url: `${signet.issuer}/token`, body: again });
      assert.equal(refused, "invalid_grant");
    } finally {
      await close();
    }
  }
});

function clientOfPage(origin) {
  return {
    client_id: "page",
    token_endpoint_auth_method: "none",
    first_party: true,
    grant_types: ["authorization_code", "refresh_token"],
    redirect_uris: [`${origin}/callback`],
    allowed_origins: [origin],
  };
}
