// Signing in and out as a person does it, in Chromium: with script and without, by mouse and by keyboard alone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { focused, launch, openWindow, showsFocus, signIn, tabTo } from "./browser.mjs";
import { clientOf, personOf, startApplication, startSignet, subject } from "./fixture.mjs";
import { SETTINGS, clientsFor, nobody } from "./pages.mjs";
import { authorizationUrl } from "./visitor.mjs";

await subject("signing in with Chromium", { chromium: true }, ({ "playwright-core": playwright }) => {
  let application, signet, browser, ada, charles;

  before(async () => {
    application = await startApplication();
    signet = await startSignet({ clients: clientsFor(application), settings: SETTINGS });
    browser = await launch(playwright);
    ada = personOf(signet, "ada");
    charles = personOf(signet, "charles");
  });
  after(async () => {
    await browser?.close();
    await signet?.stop();
    await application?.stop();
  });

  /** A test in a window of its own, which must end without a fault. */
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

  const address = (client, more) => authorizationUrl(signet, clientOf(signet, client), more);
  const home = (path) => new URL(path, signet.issuer).href;
  const demo = (client) => home(`/dev/sign-in/${client}`);
  const lastVisit = () => application.visits.at(-1);
  const signInTo = async (page, client, person = ada) => {
    await page.goto(demo(client));
    await signIn(page, person);
  };
  const arrived = (page) => page.locator("#arrived").waitFor();

  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? "with script" : "without script";

    inWindow(`demo-web shows its tokens after one sign-in, ${how}`, async (page) => {
      await page.goto(demo("demo-web"));
      assert.equal(await page.title(), "Sign in · Signet");
      assert.match(await page.locator("main").innerText(), /to continue to Demo web/);
      await signIn(page, ada);
      await page.waitForURL("**/dev/callback?**");
      const shown = await page.locator("main").innerText();
      for (const word of ["ID token", "Access token", "Refresh token", '"aud": "demo-web"']) {
        assert.ok(shown.includes(word), `${word} is shown`);
      }
    }, { javaScriptEnabled });

    inWindow(`demo-partner asks for consent and says what it will get, ${how}`, async (page) => {
      await signInTo(page, "demo-partner", charles);
      const form = page.locator("#consent-form");
      await form.waitFor();
      const words = await page.locator("main").innerText();
      for (const word of ["Demo partner", "Charles Babbage", "charles@example.com", "Not verified by Signet"]) {
        assert.ok(words.includes(word), `the consent page says "${word}"`);
      }
      assert.match(await form.locator('[data-scope="email"]').innerText(), /charles@example\.com/);
      assert.match(await form.locator('[data-scope="profile"]').innerText(), /Charles Babbage/);
      assert.match(await form.locator('[data-scope="offline_access"]').innerText(), /until you withdraw it/);
      const sizes = await Promise.all(["#approve", "#deny"].map((id) => page.locator(id).boundingBox()));
      assert.equal(sizes[0].width, sizes[1].width, "Allow and Deny are equally wide");
      assert.equal(sizes[0].height, sizes[1].height, "Allow and Deny are equally high");
      await page.locator("#deny").click();
      await page.waitForURL("**/dev/callback?**");
      assert.equal(new URL(page.url()).searchParams.get("error"), "access_denied");
      assert.equal(new URL(page.url()).searchParams.get("iss"), signet.issuer);
    }, { javaScriptEnabled });

    inWindow(`response_mode=form_post reaches an application on another site, ${how} (BR-32)`, async (page) => {
      await page.goto(address("notes", { response_mode: "form_post", state: `posted ${how}`, prompt: "consent" }));
      await signIn(page, ada);
      await page.locator("#approve").click();
      if (!javaScriptEnabled) {
        assert.match(await page.title(), /Notes/);
        await page.locator("#continue").click();
      }
      await arrived(page);
      assert.equal(lastVisit().method, "POST");
      assert.equal(lastVisit().state, `posted ${how}`);
      assert.equal(lastVisit().iss, signet.issuer);
      assert.ok(lastVisit().code, "there is a code");
    }, { javaScriptEnabled });

    inWindow(`signing out asks, then says that it is done, ${how}`, async (page) => {
      await signInTo(page, "demo-web");
      await page.waitForURL("**/dev/callback?**");
      await page.goto(home("/logout"));
      assert.match(await page.locator("h1").innerText(), /^Sign out of Signet\?$/);
      assert.match(await page.locator("main").innerText(), /Ada/);
      await page.locator("#logout-no").click();
      await page.waitForURL(home("/"));
      assert.match(await page.locator("main").innerText(), /Ada/, "staying signed in keeps the session");
      await page.goto(home("/logout"));
      await page.locator("#logout-yes").click();
      await page.locator("#logged-out").waitFor();
      await page.goto(home("/"));
      assert.doesNotMatch(await page.locator("main").innerText(), /Ada/);
      await page.goto(demo("demo-web"));
      await page.locator("#password").waitFor();
    }, { javaScriptEnabled });
  }

  inWindow("the consent that was allowed is remembered, the one for more is asked (BR-29)", async (page) => {
    const partner = (more) => page.goto(address("demo-partner", { redirect_uri: home("/dev/callback"), ...more }));
    await partner({ scope: "openid email" });
    await signIn(page, ada);
    await page.locator("#approve").click();
    await page.waitForURL("**/dev/callback?**");
    await partner({ scope: "openid email" });
    assert.match(page.url(), /\/dev\/callback\?.*code=/, "the same again is silent");
    await partner({ scope: "openid email", prompt: "none" });
    assert.match(page.url(), /\/dev\/callback\?.*code=/, "and so it is with prompt=none");
    await partner({ scope: "openid email phone" });
    await page.locator("#consent-form").waitFor();
    assert.match(await page.locator('[data-scope="phone"]').innerText(), /\+44 20 7946 0018/);
    await partner({ scope: "openid email", prompt: "consent" });
    await page.locator("#consent-form").waitFor();
  });

  inWindow("a wrong password is said once, with focus, and keeps the name but not the password", async (page) => {
    await page.goto(address("notes"));
    const texts = [];
    for (const username of [nobody(), "charles"]) {
      await signIn(page, { username, password: "not the password" });
      await page.locator("#error-summary").waitFor();
      assert.match(await page.title(), /^Error: /);
      assert.equal(await focused(page), "error-summary");
      assert.equal(await page.locator("#error-summary").getAttribute("role"), "alert");
      assert.equal(await page.locator("[autofocus]").count(), 0);
      assert.equal(await page.locator("#username").inputValue(), username);
      assert.equal(await page.locator("#password").inputValue(), "");
      assert.equal(await page.locator("#password").getAttribute("aria-invalid"), "true");
      texts.push(await page.locator("#error-summary").innerText());
    }
    assert.equal(texts[0], texts[1], "the same words whether the account exists");
    await signIn(page, charles);
    await page.locator("#consent-form").waitFor();
  });

  inWindow("an empty form says what is missing, each with a link to its field", async (page) => {
    await page.goto(address("notes"));
    await page.locator("#submit").click();
    await page.locator("#error-summary").waitFor();
    for (const field of ["username", "password"]) {
      assert.equal(await page.locator(`#error-summary a[href="#${field}"]`).count(), 1);
      assert.equal(await page.locator(`#${field}`).getAttribute("aria-invalid"), "true");
      const described = await page.locator(`#${field}`).getAttribute("aria-describedby");
      assert.ok(await page.locator(`[id="${described}"]`).isVisible(), `${field} says what is wrong`);
    }
    await page.locator('#error-summary a[href="#password"]').click();
    assert.equal(await focused(page), "password");
  });

  inWindow("too many failures say how long to wait, and the right password waits too", async (page) => {
    const username = nobody();
    await page.goto(address("notes"));
    for (let tries = 0; tries < 6; tries++) {
      await signIn(page, { username, password: "not the password" });
      await page.locator("#error-summary").waitFor();
    }
    assert.match(await page.locator("#error-summary").innerText(), /[Ww]ait (a minute|\d+ minutes)/);
  });

  inWindow("prompt=login asks who is known for the password alone, and only once (BR-28)", async (page) => {
    await signInTo(page, "demo-web");
    await page.waitForURL("**/dev/callback?**");
    for (const more of [{ prompt: "login" }, { max_age: "0" }, { prompt: "login", max_age: "0" }]) {
      await page.goto(address("demo-web", { redirect_uri: home("/dev/callback"), ...more }));
      const said = JSON.stringify(more);
      assert.match(await page.locator("main").innerText(), /Ada/, `${said} shows who`);
      assert.equal(await page.locator("#username:visible").count(), 0, `${said} asks for no name`);
      assert.equal(await page.locator("#use-another").count(), 1, `${said} offers another account`);
      await page.locator("#password").fill(ada.password);
      await page.locator("#submit").click();
      await page.waitForURL("**/dev/callback?**");
      assert.ok(new URL(page.url()).searchParams.get("code"), `${said} ends with a code`);
    }
  });

  inWindow("prompt=select_account offers the account at hand and another", async (page) => {
    await signInTo(page, "demo-web");
    await page.waitForURL("**/dev/callback?**");
    const choose = () => page.goto(address("demo-web", { redirect_uri: home("/dev/callback"), prompt: "select_account" }));
    await choose();
    assert.match(await page.locator("#account-choice-0").innerText(), /Ada[^]*ada@example\.com/);
    await page.locator("#account-choice-0").click();
    await page.waitForURL("**/dev/callback?**");
    await choose();
    await page.locator("#use-another").click();
    await signIn(page, charles);
    await page.waitForURL("**/dev/callback?**");
    await page.goto(home("/"));
    assert.match(await page.locator("main").innerText(), /Charles Babbage/);
  });

  inWindow("login_hint fills the name; cancelling returns to the application", async (page) => {
    await page.goto(address("notes", { login_hint: "charles", state: "cancelled" }));
    assert.equal(await page.locator("#username").inputValue(), "charles");
    assert.equal(await focused(page), "password");
    await page.locator("#cancel").click();
    await arrived(page);
    assert.equal(lastVisit().error, "access_denied");
    assert.equal(lastVisit().state, "cancelled");
  });

  inWindow("the password can be shown and is hidden again when it is sent", async (page) => {
    await page.goto(address("notes"));
    await page.locator("#password").fill("secret");
    await page.getByRole("button", { name: "Show the password" }).click();
    assert.equal(await page.locator("#password").getAttribute("type"), "text");
    await page.getByRole("button", { name: "Hide the password" }).click();
    assert.equal(await page.locator("#password").getAttribute("type"), "password");
  });

  inWindow("password managers find what they look for (BR-59)", async (page) => {
    await page.goto(address("notes"));
    const of = (id, name) => page.locator(id).getAttribute(name);
    assert.equal(await of("#username", "autocomplete"), "username webauthn");
    assert.equal(await of("#username", "autocapitalize"), "none");
    assert.equal(await of("#username", "spellcheck"), "false");
    assert.equal(await of("#password", "autocomplete"), "current-password");
    assert.equal(await page.locator("[onpaste], [placeholder]").count(), 0);
  });

  inWindow("errors are pages that say what to do, with a block for developers", async (page) => {
    const cases = [
      ["/authorize?client_id=unknown", 400],
      [address("notes", { redirect_uri: "https://elsewhere.example/callback" }), 400],
      ["/login?transaction=%3Cscript%3Ealert(1)%3C/script%3E", 400],
      ["/authorize?client_id=notes&client_id=notes", 400],
      ["/nothing-here", 404],
      ["/token", 405],
    ];
    for (const [path, status] of cases) {
      const response = await page.goto(new URL(path, signet.issuer).href);
      assert.equal(response.status(), status, path);
      assert.match(await page.title(), /^Error: /, path);
      assert.equal(await page.locator("h1").count(), 1, path);
      assert.equal(await page.locator("#error-code").innerText(), "invalid_request", path);
      assert.ok((await page.locator("#error-description").innerText()).length > 10, path);
      assert.match(await page.locator("#request-id").innerText(), /\S{8,}/, path);
      assert.doesNotMatch(await page.locator("main").innerHTML(), /elsewhere\.example|alert\(1\)/, path);
    }
  });

  inWindow("a form that is not ours is refused", async (page) => {
    await page.goto(address("notes"));
    await page.locator('input[name="csrf"]').evaluate((field) => field.setAttribute("value", "forged"));
    await signIn(page, ada);
    await page.locator("#error-code").waitFor();
    assert.equal(await page.locator("#error-code").innerText(), "access_denied");
    await page.goto(home("/"));
    assert.doesNotMatch(await page.locator("main").innerText(), /Ada/);
  });

  inWindow("the keyboard alone signs in, in the order of reading, with the focus in sight", async (page) => {
    await page.goto(address("notes", { prompt: "consent", state: "keys" }));
    assert.equal(await focused(page), "username", "the first field waits for typing");
    await page.keyboard.type(ada.username);
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "password");
    await page.keyboard.type(ada.password);
    await tabTo(page, "submit", 2);
    assert.ok(await showsFocus(page));
    await page.keyboard.press("Enter");
    await page.locator("#consent-form").waitFor();
    await tabTo(page, "approve");
    assert.ok(await showsFocus(page));
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "deny", "Deny follows Allow");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    await arrived(page);
    assert.ok(lastVisit().code, "there is a code");
    assert.equal(lastVisit().state, "keys");
    await page.goto(home("/logout"));
    await tabTo(page, "logout-yes");
    await page.keyboard.press("Enter");
    await page.locator("#logged-out").waitFor();
  });

  inWindow("Enter in a field signs in, never does another button's work", async (page) => {
    await page.goto(address("demo-web", { redirect_uri: home("/dev/callback"), login_hint: ada.username }));
    await page.locator("#password").pressSequentially(ada.password);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/dev/callback?**");
    assert.ok(new URL(page.url()).searchParams.get("code"), "there is a code");
  });

  inWindow("a double click sends the form once", async (page) => {
    let sent = 0;
    page.on("request", (request) => (sent += request.method() === "POST" ? 1 : 0));
    await page.goto(address("notes", { prompt: "consent" }));
    await page.locator("#username").fill(ada.username);
    await page.locator("#password").fill(ada.password);
    await page.locator("#submit").dblclick();
    await page.locator("#consent-form").waitFor();
    assert.equal(sent, 1);
  });

  inWindow("after signing out the page names the applications that were signed out of", async (page) => {
    await signInTo(page, "demo-web");
    await page.waitForURL("**/dev/callback?**");
    await page.goto(home("/logout"));
    await page.locator("#logout-yes").click();
    await page.locator("#logged-out").waitFor();
    assert.match(await page.locator("main").innerText(), /Demo web/);
  });

  inWindow("back after signing out shows nothing of the account", async (page) => {
    await signInTo(page, "demo-web");
    await page.waitForURL("**/dev/callback?**");
    await page.goto(home("/"));
    assert.match(await page.locator("main").innerText(), /ada@example\.com/);
    await page.goto(home("/logout"));
    await page.locator("#logout-yes").click();
    await page.locator("#logged-out").waitFor();
    for (let steps = 0; steps < 3; steps++) {
      await page.goBack();
      assert.doesNotMatch(await page.locator("body").innerText(), /ada@example\.com|eyJ/, `${steps + 1} steps back: ${page.url()}`);
    }
  });

  for (const first of [0, 1]) {
    inWindow(`two sign-ins at once end each at its own application, tab ${first + 1} first (BR-20)`, async (page, window) => {
      const tabs = [page, await window.context.newPage()];
      const clients = ["notes", "society"];
      for (const [index, tab] of tabs.entries()) {
        await tab.goto(address(clients[index], { state: `tab-${index}`, prompt: "consent" }));
      }
      for (const index of [first, 1 - first]) {
        const tab = tabs[index];
        await signIn(tab, ada);
        await tab.locator("#consent-form").waitFor();
        assert.match(await tab.locator("h1").innerText(), index === 0 ? /^Notes / : /^The Incorporated Society/);
        await tab.locator("#approve").click();
        await arrived(tab);
        assert.equal(lastVisit().state, `tab-${index}`);
        assert.ok(lastVisit().code, "there is a code");
      }
    });
  }

  for (const responseMode of ["query", "form_post"]) {
    test(`a native application is reached by its own scheme, ${responseMode} (BR-04)`, async () => {
      // Chromium hands such an address to the system, which here knows no such application: it was asked for, no more.
      const window = await openWindow(browser, { signet, origins: ["null"] });
      try {
        const asked = new Promise((resolve) => {
          window.page.on("request", (request) => request.url().startsWith("com.example.app:") && resolve(request));
        });
        await window.page.goto(address("native", { response_mode: responseMode, state: "native" }));
        await signIn(window.page, ada);
        const request = await asked;
        const sent = new URLSearchParams(responseMode === "query" ? request.url().split("?")[1] : request.postData());
        assert.match(request.url(), /^com\.example\.app:\/oauth2redirect(\?|$)/, "the one slash stays one");
        assert.equal(sent.get("state"), "native");
        assert.ok(sent.get("code"), "there is a code");
      } finally {
        await window.close();
      }
    });
  }

  inWindow("German is spoken to who asks for it, and kept to the end", async (page) => {
    await page.goto(address("notes", { ui_locales: "de", prompt: "consent" }));
    assert.equal(await page.locator("html").getAttribute("lang"), "de");
    assert.equal(await page.title(), "Anmelden · Signet");
    await signIn(page, { username: nobody(), password: "falsch" });
    assert.match(await page.title(), /^Fehler: /);
    await signIn(page, ada);
    await page.locator("#consent-form").waitFor();
    assert.equal(await page.locator("#approve").innerText(), "Erlauben");
    await page.locator("footer a[hreflang='en']").click();
    await page.locator("#consent-form").waitFor();
    assert.equal(await page.locator("#approve").innerText(), "Allow");
  });
});
