// Somebody without a mouse: each way through the pages of the account by Tab, Enter and typing alone, with a ring around
// whatever has the focus. Mails are read in another window.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { codeOf } from "./authenticator.mjs";
import { focused, launch, openWindow, showsFocus, tabTo } from "./browser.mjs";
import { clientOf, startApplication, startSignet, subject } from "./fixture.mjs";
import { codeIn, openMail } from "./mailbox.mjs";
import { SETTINGS, clientsFor } from "./pages.mjs";
import { authorizationUrl } from "./visitor.mjs";

const EMAIL = "rosalind@example.com";
const FIRST = "Kestrel-harbour-9";
const SECOND = "Kestrel-lantern-7";
const THIRD = "Kestrel-meadow-5";

await subject("a person with a keyboard in Chromium", { chromium: true }, ({ "playwright-core": playwright }) => {
  let application, signet, browser, window, elsewhere, password;

  before(async () => {
    application = await startApplication();
    signet = await startSignet({ clients: clientsFor(application), settings: SETTINGS });
    browser = await launch(playwright);
    window = await openWindow(browser, { signet, origins: [application.origin] });
    elsewhere = await openWindow(browser, { signet, origins: [application.origin] });
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

  /** Goes to what has this id, and sees that it is there. */
  async function reach(page, id) {
    if ((await focused(page)) !== id) await tabTo(page, id, 40);
    assert.ok(await showsFocus(page), `#${id} shows that it has the focus`);
  }
  async function type(page, id, text) {
    await reach(page, id);
    await page.keyboard.type(text);
  }
  async function press(page, id) {
    await reach(page, id);
    await page.keyboard.press("Enter");
  }
  /** Signs in on the page that asks for it, by keyboard. */
  async function signsIn(page) {
    await page.locator("#login-form").waitFor();
    await type(page, "username", EMAIL);
    await type(page, "password", password);
    await page.keyboard.press("Enter");
  }
  /** What stands in a mail, read in a window of its own. */
  async function mail(read) {
    const mailbox = await window.context.newPage();
    const found = await read(mailbox);
    await mailbox.close();
    await window.page.bringToFront();
    return found;
  }

  chapter("makes an account", async (page) => {
    await page.goto(at("/sign-in"));
    await press(page, "register");
    await page.locator("#email").waitFor();
    await type(page, "email", EMAIL);
    await type(page, "name", "Rosalind Elsie");
    await type(page, "password", FIRST);
    await page.keyboard.press("Enter");
    await page.locator("#code-form").waitFor();
    await type(page, "code", await mail((mailbox) => codeIn(mailbox, signet.issuer, EMAIL)));
    await page.keyboard.press("Enter");
    await page.waitForURL(at("/"));
    password = FIRST;
  });

  chapter("skips the way between the pages", async (page) => {
    await page.goto(at("/account"));
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "skip");
    assert.ok(await page.locator("#skip").isVisible());
    await page.keyboard.press("Enter");
    assert.equal(await focused(page), "main");
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement.closest("main")), "what comes next is on the page itself");
    const here = page.locator("nav.ways [aria-current=page]");
    assert.deepEqual([await here.count(), await here.innerText()], [1, "Overview"]);
  });

  chapter("forgets the password, and sets another", async (page) => {
    await page.context().clearCookies();
    await page.goto(at("/sign-in"));
    await press(page, "forgot");
    await page.locator("#username").waitFor();
    await type(page, "username", EMAIL);
    await page.keyboard.press("Enter");
    await page.locator("#forgot-sent").waitFor();
    const link = await mail(async (mailbox) => {
      await openMail(mailbox, signet.issuer, EMAIL);
      return mailbox.locator("#link-0").getAttribute("href");
    });
    await page.goto(link);
    await page.locator("#reset-form").waitFor();
    await type(page, "password", SECOND);
    await page.keyboard.press("Enter");
    await page.locator("#reset-done").waitFor();
    password = SECOND;
  });

  chapter("allows an application, and disconnects it", async (page) => {
    await page.goto(authorizationUrl(signet, clientOf(signet, "notes"), { scope: "openid profile" }));
    await signsIn(page);
    await page.locator("#consent-form").waitFor();
    await press(page, "approve");
    await page.locator("#arrived").waitFor();
    await page.goto(at("/account/applications"));
    await press(page, "disconnect-0");
    await page.locator("#confirm-form").waitFor();
    assert.match(await page.locator("h1").innerText(), /Disconnect Notes/);
    await press(page, "keep");
    await page.locator("#applications").waitFor();
    await press(page, "disconnect-0");
    await page.locator("#confirm-form").waitFor();
    await press(page, "confirm");
    await page.locator("#done").waitFor();
    assert.equal(await page.locator("#applications").count(), 0);
  });

  chapter("signs out elsewhere", async (page) => {
    await elsewhere.page.goto(at("/sign-in"));
    await signsIn(elsewhere.page);
    await elsewhere.page.waitForURL(at("/"));
    await page.goto(at("/account/sessions"));
    await press(page, "end-1");
    await page.locator("#confirm-form").waitFor();
    await press(page, "confirm");
    await page.locator("#done").waitFor();
    await elsewhere.page.goto(at("/account"));
    await elsewhere.page.locator("#login-form").waitFor();
    assert.equal(await page.locator("#sessions li").count(), 1);
  });

  chapter("finds among what happened", async (page) => {
    await page.goto(at("/account/activity"));
    await reach(page, "topic");
    await page.keyboard.press("ArrowDown");
    await press(page, "show");
    await page.waitForURL("**/account/activity?*topic=sign-in*");
    assert.equal(await page.locator("#topic").inputValue(), "sign-in");
    assert.match(await page.locator("#events").innerText(), /A device was signed out/);
  });

  chapter("changes the password", async (page) => {
    await page.goto(at("/account/security"));
    await press(page, "change-password");
    await page.locator("#password-form").waitFor();
    await type(page, "current", password);
    await type(page, "password", THIRD);
    await page.keyboard.press("Enter");
    await page.locator("#done").waitFor();
    password = THIRD;
  });

  chapter("sets up an authenticator app, and makes new codes", async (page) => {
    await page.goto(at("/account/security"));
    await press(page, "totp-set-up");
    await page.locator("#totp-form").waitFor();
    await type(page, "code", codeOf(await page.locator("#secret").innerText()));
    await page.keyboard.press("Enter");
    await page.locator("#codes").waitFor();
    const old = await page.locator("#codes").innerText();
    await press(page, "done");
    await page.locator("#totp-on").waitFor();
    await press(page, "codes-renew");
    await page.locator("#confirm-form").waitFor();
    await press(page, "confirm");
    await page.locator("#codes").waitFor();
    assert.notEqual(await page.locator("#codes").innerText(), old);
    await press(page, "done");
    await page.locator("#totp-on").waitFor();
  });

  chapter("erases the account", async (page) => {
    await page.goto(at("/account/data"));
    await press(page, "erase");
    await page.locator("#confirm-form").waitFor();
    await type(page, "password", "not the password");
    await page.keyboard.press("Enter");
    await page.locator("#error-summary").waitFor();
    assert.equal(await focused(page), "error-summary");
    await type(page, "password", password);
    await page.keyboard.press("Enter");
    await page.locator("#logged-out").waitFor();
    await page.goto(at("/sign-in"));
    await signsIn(page);
    await page.locator("#error-summary").waitFor();
  });
});
