// Somebody who has never been here: registers, proves the address, sets up an app and a passkey, signs in to an application
// with each, loses the phone, comes back with a code on paper, ends a session elsewhere, takes their data along and goes.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import { codeOf, device, nextStep } from "./authenticator.mjs";
import { launch, openWindow, signIn } from "./browser.mjs";
import { startApplication, startSignet, subject } from "./fixture.mjs";
import { codeIn } from "./mailbox.mjs";
import { SETTINGS, clientsFor } from "./pages.mjs";

const EMAIL = "rosalind@example.com";
const PASSWORD = "Kestrel-harbour-9";
const ROSALIND = { username: EMAIL, password: PASSWORD };

await subject("a newcomer with Chromium", { chromium: true }, ({ "playwright-core": playwright }) => {
  let application, signet, browser, window, elsewhere, phone, key, paper;

  before(async () => {
    application = await startApplication();
    signet = await startSignet({ clients: clientsFor(application), settings: SETTINGS });
    browser = await launch(playwright);
    const open = () => openWindow(browser, { signet, origins: [application.origin] }, { acceptDownloads: true });
    window = await open();
    elsewhere = await open();
  });
  after(async () => {
    await elsewhere?.close();
    await window?.close();
    await browser?.close();
    await signet?.stop();
    await application?.stop();
  });

  // Each chapter goes on where the one before ended.
  function chapter(name, steps) {
    test(name, async () => {
      await steps(window.page);
      assert.deepEqual(window.faults, [], "console errors, policy violations or foreign requests");
    });
  }

  const at = (path) => new URL(path, signet.issuer).href;
  const claims = async (page) => {
    await page.waitForURL("**/dev/callback?**");
    return page.locator("main").innerText();
  };
  /** Forgets who is signed in, and nothing else. */
  const signedOut = async (page) => {
    await page.goto(at("/logout"));
    await page.locator("#logout-yes").click();
    await page.locator("#logged-out").waitFor();
  };

  chapter("registers, is told of each rule that a password breaks, and proves the address by the code", async (page) => {
    await page.goto(at("/sign-in"));
    await page.locator("#register").click();
    await page.locator("#email").fill(EMAIL);
    await page.locator("#name").fill("Rosalind Elsie");
    assert.equal(await page.locator("#strength-line").isVisible(), false);
    assert.equal(await page.locator("#how-strong").count(), 0, "the meter moves by itself");
    await page.locator("#password").fill("rosalind");
    assert.equal(await page.locator("#strength").evaluate((meter) => meter.value), 0, "it is their own name");
    await page.locator("#password").pressSequentially("-lantern-of-7-harbours");
    assert.equal(await page.locator("#strength-word").innerText(), "strong");
    await page.locator("#password").fill("rosalind");
    await page.locator("#submit").click();
    await page.locator("#error-summary").waitFor();
    assert.match(await page.locator("main").innerText(), /12 characters/);
    await page.locator("#password").fill(PASSWORD);
    await page.locator("#submit").click();
    await page.locator("#code-form").waitFor();
    const mailbox = await window.context.newPage();
    const code = await codeIn(mailbox, signet.issuer, EMAIL);
    await mailbox.close();
    await page.bringToFront();
    await page.locator("#code").fill(code);
    await page.locator("#submit").click();
    await page.waitForURL(at("/"));
    assert.match(await page.locator("main").innerText(), /Rosalind Elsie/);
  });

  chapter("sets up an app, and signs in to an application with it", async (page) => {
    await page.goto(at("/account/security/totp"));
    key = await page.locator("#secret").innerText();
    await page.locator("#code").fill(codeOf(key));
    await page.locator("#submit").click();
    await page.locator("#codes").waitFor();
    paper = await page.locator("#codes code").allInnerTexts();
    await page.locator("#done").click();
    await signedOut(page);
    await nextStep();
    await page.goto(at("/dev/sign-in/demo-web"));
    await signIn(page, ROSALIND);
    await page.locator("#code").fill(codeOf(key));
    await page.locator("#submit").click();
    assert.match(await claims(page), /urn:signet:acr:multi/);
  });

  chapter("adds a passkey, and signs in with it alone", async (page) => {
    phone = await device(page);
    await page.goto(at("/account/security/passkey"));
    await page.locator("#label").fill("My phone");
    await page.locator("#passkey").click();
    await page.locator("#passkeys", { hasText: "My phone" }).waitFor();
    assert.equal(await phone.count(), 1);
    await signedOut(page);
    await page.goto(at("/dev/sign-in/demo-web"));
    const shown = await claims(page).catch(async () => {
      await page.locator("#passkey").click();
      return claims(page);
    });
    assert.match(shown, /"pop"/);
    assert.doesNotMatch(shown, /"pwd"/);
  });

  chapter("loses the phone, and comes back with a code on paper, on a device that is told of by mail", async () => {
    const { page } = elsewhere;
    await page.goto(at("/dev/sign-in/demo-web"));
    await signIn(page, ROSALIND);
    await page.locator("#second-factor-form").waitFor();
    await page.locator("#other-backup_code").click();
    await page.locator("#code").fill(paper[3]);
    await page.locator("#submit").click();
    assert.match(await claims(page), /urn:signet:acr:multi/);
    await page.goto(at("/dev/mail"));
    const subjects = await page.locator("#mails").innerText();
    assert.match(subjects, /new device has signed in/);
    await page.goto(at("/account/security"));
    assert.match(await page.locator("main").innerText(), /9 are left/);
    assert.deepEqual(elsewhere.faults, []);
  });

  chapter("ends the session elsewhere, which is over at once", async (page) => {
    await page.goto(at("/account/sessions"));
    await page.locator("#end-others").click();
    await page.locator("#confirm").click();
    await page.locator('[role="status"]').waitFor();
    await elsewhere.page.goto(at("/account"));
    await elsewhere.page.locator("#login-form").waitFor();
  });

  chapter("takes everything along", async (page) => {
    await page.goto(at("/account/data"));
    await page.locator("#password").fill(PASSWORD);
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#export").click()]);
    assert.equal(download.suggestedFilename(), "my-data.zip");
    const archive = await readFile(await download.path());
    assert.equal(archive.subarray(0, 2).toString("latin1"), "PK");
    for (const table of ["user.jsonl", "session.jsonl", "auth_event.jsonl", "webauthn_credential.jsonl"]) {
      assert.ok(archive.includes(table), `${table} is in the archive`);
    }
  });

  chapter("erases the account, and is nobody", async (page) => {
    await page.goto(at("/account/data"));
    await page.locator("#erase").click();
    await page.locator("#password").fill(PASSWORD);
    await page.locator("#confirm").click();
    await page.locator("#logged-out").waitFor();
    await page.goto(at("/sign-in"));
    await signIn(page, ROSALIND);
    await page.locator("#error-summary").waitFor();
    await page.goto(at("/dev/mail"));
    assert.equal(await page.locator("#mails li", { hasText: EMAIL }).count(), 0, "nor are there mails to the address");
  });
});
