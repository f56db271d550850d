// Second factors as a person uses them, in Chromium: an authenticator app, codes on paper, passkeys.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { codeOf, device, nextStep } from "./authenticator.mjs";
import { launch, openWindow, signIn, tabTo } from "./browser.mjs";
import { clientOf, personOf, startApplication, startSignet, subject } from "./fixture.mjs";
import { SETTINGS, Walk, clientsFor } from "./pages.mjs";
import { authorizationUrl } from "./visitor.mjs";

await subject("second factors with Chromium", { chromium: true }, ({ "playwright-core": playwright }) => {
  let application, signet, browser;

  before(async () => {
    application = await startApplication();
    signet = await startSignet({ clients: clientsFor(application), settings: SETTINGS });
    browser = await launch(playwright);
  });
  after(async () => {
    await browser?.close();
    await signet?.stop();
    await application?.stop();
  });

  function inWindow(name, steps, options = {}) {
    test(name, async () => {
      const window = await openWindow(browser, { signet, origins: [application.origin] }, options);
      try {
        await steps(window.page, window);
        assert.deepEqual(window.faults, [], "console errors, policy violations or foreign requests");
      } finally {
        await window.close();
      }
    });
  }

  const home = (path) => new URL(path, signet.issuer).href;
  const claims = async (page) => {
    await page.waitForURL("**/dev/callback?**");
    return page.locator("main").innerText();
  };
  const atHome = async (page, person) => {
    await page.goto(home("/sign-in"));
    await signIn(page, person);
  };

  inWindow("a phone and paper: set up by keyboard, sign in, lose the phone, recover", async (page) => {
    const ada = personOf(signet, "ada");
    await atHome(page, ada);
    await page.goto(home("/account/security"));
    await tabTo(page, "totp-set-up");
    await page.keyboard.press("Enter");
    await page.locator("#totp-form").waitFor();
    assert.ok((await page.locator("#qr").boundingBox()).width > 150, "the picture is large enough to scan");
    const key = await page.locator("#secret").innerText();
    await page.locator("#code").fill(codeOf(key));
    await page.keyboard.press("Enter");
    await page.locator("#codes").waitFor();
    const paper = await page.locator("#codes code").allInnerTexts();
    assert.equal(paper.length, 10);
    await page.locator("#done").click();
    await page.locator("#totp-on").waitFor();
    assert.match(await page.locator("main").innerText(), /10 are left/);

    await page.context().clearCookies();
    await nextStep();
    await page.goto(home("/dev/sign-in/demo-web"));
    await signIn(page, ada);
    await page.locator("#second-factor-form").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), "code");
    const spaced = codeOf(key).replace(/^.../, "$& ");
    await page.keyboard.type(spaced);
    await page.keyboard.press("Enter");
    const shown = await claims(page);
    assert.match(shown, /urn:signet:acr:multi/);
    assert.match(shown, /"pwd"/);
    assert.match(shown, /"otp"/);

    await page.context().clearCookies();
    await page.goto(home("/dev/sign-in/demo-web"));
    await signIn(page, ada);
    await page.locator("#other-backup_code").click();
    await page.locator("#code").fill(paper[0].toUpperCase());
    await page.locator("#submit").click();
    assert.match(await claims(page), /urn:signet:acr:multi/);
  });

  inWindow("a passkey signs in without a name and a password, beside them, and as a second factor", async (page) => {
    const charles = personOf(signet, "charles");
    const phone = await device(page);
    await atHome(page, charles);
    await page.goto(home("/account/security/passkey"));
    await page.locator("#label").fill("My phone");
    await page.locator("#passkey").click();
    await page.locator("#codes").waitFor();
    assert.equal(await phone.count(), 1);
    await page.locator("#done").click();
    assert.match(await page.locator("#passkeys").innerText(), /My phone/);

    // Alone. Chromium's stand-in answers the offer beside the name at once.
    await page.context().clearCookies();
    await page.goto(home("/dev/sign-in/demo-web"));
    const alone = await claims(page).catch(async () => {
      await page.locator("#passkey").click();
      return claims(page);
    });
    assert.match(alone, /urn:signet:acr:multi/);
    assert.match(alone, /"pop"/);
    assert.doesNotMatch(alone, /"pwd"/);

    // A device that does not know its user opens nothing.
    await page.context().clearCookies();
    await phone.verifies(false);
    await page.goto(home("/dev/sign-in/demo-web"));
    await signIn(page, charles);
    await page.locator("#second-factor-form").waitFor();
    await page.locator("#passkey").click();
    await page.locator("#passkey-failed").waitFor();
    await phone.verifies(true);
    await page.locator("#passkey").click();
    const beside = await claims(page);
    assert.match(beside, /"pwd"/);
    assert.match(beside, /"pop"/);

    // Named, then removed. Signing in with it was a moment ago.
    await page.goto(home("/account/security"));
    await page.locator("#passkey-0").click();
    await page.locator("#label").fill("Old phone");
    await page.locator("#rename").click();
    assert.match(await page.locator("#passkeys").innerText(), /Old phone/);
    await page.locator("#passkey-remove-0").click();
    assert.match(await page.locator("h1").innerText(), /Old phone/);
    await page.locator("#keep").click();
    await page.locator("#passkey-remove-0").click();
    await page.locator("#confirm").click();
    await page.locator('[role="status"]').waitFor();
    assert.equal(await page.locator("#passkeys").count(), 0);
    await page.context().clearCookies();
    // The device still has it, and offers it.
    await page.goto(home("/sign-in"));
    await page.locator("#passkey").click({ timeout: 2000 }).catch(() => {});
    await page.locator("#error-summary").waitFor();
    assert.match(await page.locator("#error-summary").innerText(), /That passkey was not accepted/);
  });

  inWindow("beside the name the browser offers its passkeys by itself, and not again after a refusal", async (page) => {
    // What the page asks of the browser, and how: the stand-in would answer a question in the way of everything too.
    await page.addInitScript(() => {
      const get = navigator.credentials.get.bind(navigator.credentials);
      navigator.credentials.get = (options) => {
        window.asked = [...(window.asked ?? []), options.mediation ?? "at once"];
        sessionStorage.setItem("asked", JSON.stringify(window.asked));
        return get(options);
      };
    });
    const asked = () => page.evaluate(() => JSON.parse(sessionStorage.getItem("asked") ?? "[]"));
    const walk = new Walk(signet, page);
    const person = await walk.newcomer();
    await walk.addsPasskey("Phone");
    await page.context().clearCookies();
    // Nothing is clicked and nothing typed.
    await page.goto(home("/dev/sign-in/demo-web"));
    assert.match(await claims(page), /"pop"/);
    assert.deepEqual(await asked(), ["conditional"]);

    // A passkey that is not known any more is refused, and then the page keeps quiet.
    await page.goto(home("/account/security"));
    await page.locator("#passkey-remove-0").click();
    await page.locator("#confirm").click();
    await page.locator('[role="status"]').waitFor();
    await page.context().clearCookies();
    await page.evaluate(() => sessionStorage.clear());
    await page.goto(home("/sign-in"));
    await page.locator("#error-summary").waitFor();
    assert.deepEqual(await asked(), ["conditional"]);
    await signIn(page, person);
    await page.waitForURL(home("/"));
  });

  inWindow("without script nothing of a passkey is offered, and the password works", async (page) => {
    await page.goto(authorizationUrl(signet, clientOf(signet, "notes"), {}));
    assert.equal(await page.locator("#passkey").isVisible(), false);
    assert.equal(await page.locator("#submit").isVisible(), true);
  }, { javaScriptEnabled: false });
});
