// Every page in every state, in both colour schemes, on a phone and on a desk: nothing that axe-core finds, nothing in
// the console, nothing asked of another host, nothing to scroll sideways for.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, openWindow } from "./browser.mjs";
import { startApplication, startSignet, subject } from "./fixture.mjs";
import { SETTINGS, clientsFor, pageStates } from "./pages.mjs";

const DESK = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };
const SMALLEST = { width: 320, height: 640 };
const STYLE_LIMIT = 12 * 1024;
const SCRIPT_LIMIT = 6 * 1024;

await subject("the pages for everybody", { chromium: true, modules: ["axe-core"] }, (modules) => {
  const playwright = modules["playwright-core"];
  const axe = modules["axe-core"].default;
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

  for (const locale of ["en-GB", "de-DE"]) {
    for (const state of pageStates) {
      test(`${state.name} in ${locale}`, async () => {
        const window = await openWindow(browser, { signet }, { locale });
        try {
          await state.reach(signet, window.page);
          const found = [...window.faults, ...(await outline(window.page)), ...(await everyLook(window.page, axe))];
          assert.deepEqual(found, []);
        } finally {
          await window.close();
        }
      });
    }
  }

  test("a demo that was denied says what came back, in either language, and begins anew", async () => {
    const window = await openWindow(browser, { signet }, { locale: "en-GB" });
    const { page } = window;
    const said = (id) => page.locator(`#${id}`).textContent();
    try {
      await pageStates.find((state) => state.name === "demo-denied").reach(signet, page);
      const answer = new URL(page.url()).searchParams;
      assert.equal(await page.locator("h1").textContent(), "The demo received no tokens");
      assert.deepEqual(
        [await said("error-code"), await said("error-description"), await said("answer-state"), await said("answer-iss")],
        ["access_denied", answer.get("error_description") ?? "Not sent", answer.get("state"), signet.issuer],
      );
      await page.getByRole("link", { name: "Deutsch" }).click();
      assert.equal(await page.locator("h1").textContent(), "Die Vorführung hat keine Tokens erhalten");
      await page.locator("#again").click();
      await page.locator("#login-form").waitFor();
    } finally {
      await window.close();
    }
  });

  test("wrong credentials are told at the field, in words that fit both", async () => {
    const window = await openWindow(browser, { signet }, { locale: "en-GB" });
    const { page } = window;
    try {
      await pageStates.find((state) => state.name === "sign-in-wrong").reach(signet, page);
      const texts = [];
      for (const id of ["username", "password"]) {
        const field = page.locator(`#${id}`);
        assert.equal(await field.getAttribute("aria-invalid"), "true");
        texts.push(await page.locator(`#${await field.getAttribute("aria-describedby")}`).textContent());
      }
      texts.push((await page.locator("#error-summary li").textContent()).trim());
      assert.deepEqual([...new Set(texts)], ["That user name and password do not match. Check both and try again."]);
    } finally {
      await window.close();
    }
  });

  test("dates that are shared are written out, and readable by machines", async () => {
    for (const [locale, shown] of [["en-GB", "10 December 1985"], ["de-DE", "10. Dezember 1985"]]) {
      const window = await openWindow(browser, { signet }, { locale });
      try {
        await pageStates.find((state) => state.name === "consent").reach(signet, window.page);
        const birthday = window.page.locator("time[datetime='1985-12-10']");
        assert.equal(await birthday.textContent(), shown);
        const changed = await window.page.locator("time").last().getAttribute("datetime");
        assert.match(changed, /^20\d\d-\d\d-\d\d$/, "when the profile was last changed");
      } finally {
        await window.close();
      }
    }
  });

  test("every page but those that are shown once offers the other language", async () => {
    const shownOnce = ["continue", "tokens", "error-forbidden", "forgot-sent", "reset-done", "backup-codes", "backup-codes-renewed", "undone"];
    for (const state of pageStates) {
      const window = await openWindow(browser, { signet }, { locale: "en-GB" });
      try {
        await state.reach(signet, window.page);
        const links = await window.page.locator("footer a[hreflang=de]").count();
        assert.equal(links, shownOnce.includes(state.name) ? 0 : 1, state.name);
      } finally {
        await window.close();
      }
    }
  });

  test("with colours of the reader's own, the main button and a wrong field still stand out", async () => {
    const window = await openWindow(browser, { signet }, { forcedColors: "active" });
    const { page } = window;
    const style = (id, name) => page.locator(`#${id}`).evaluate((node, name) => getComputedStyle(node)[name], name);
    try {
      await pageStates.find((state) => state.name === "consent").reach(signet, page);
      assert.notEqual(await style("approve", "backgroundColor"), await style("deny", "backgroundColor"));
      assert.notEqual(await style("approve", "color"), await style("approve", "backgroundColor"));
      await page.context().clearCookies();
      await pageStates.find((state) => state.name === "sign-in-wrong").reach(signet, page);
      assert.equal(await style("password", "borderTopWidth"), "3px");
    } finally {
      await window.close();
    }
  });

  test("on paper, the page is what it says", async () => {
    const window = await openWindow(browser, { signet });
    const { page } = window;
    try {
      await pageStates.find((state) => state.name === "consent").reach(signet, page);
      await page.emulateMedia({ media: "print" });
      const seen = (selector) => page.locator(selector).first().isVisible();
      assert.deepEqual(
        [await seen("h1"), await seen(".scopes"), await seen("#approve"), await seen("#use-another"), await seen("footer")],
        [true, true, false, false, false],
      );
    } finally {
      await window.close();
    }
  });

  test("style and script are small, come under the hash of what they hold, and are kept for ever", async () => {
    const home = await (await fetch(signet.issuer)).text();
    const assets = [...home.matchAll(/(?:href|src)="(\/[^"]+\.(?:css|js|svg))"/g)].map(([, path]) => path);
    assert.ok(assets.length >= 3, `the page names its assets: ${assets}`);
    let [styles, scripts] = [0, 0];
    for (const path of assets) {
      const response = await fetch(new URL(path, signet.issuer));
      const { byteLength } = await response.arrayBuffer();
      if (path.endsWith(".css")) styles += byteLength;
      if (path.endsWith(".js")) scripts += byteLength;
      assert.equal(response.status, 200, path);
      assert.match(response.headers.get("cache-control"), /immutable/, path);
      assert.match(path, /[0-9a-f]{8,}|[\w-]{10,}\./, `${path} has a hash in its name`);
    }
    assert.ok(styles < STYLE_LIMIT, `${styles} bytes of style`);
    assert.ok(scripts < SCRIPT_LIMIT, `${scripts} bytes of script`);
  });

  test("the policy of every answer allows nothing from elsewhere", async () => {
    for (const path of ["/", "/nothing-here", "/login?transaction=unknown", "/logout"]) {
      const response = await fetch(new URL(path, signet.issuer));
      const policy = response.headers.get("content-security-policy");
      for (const rule of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]) {
        assert.ok(policy.includes(rule), `${path}: ${rule} in ${policy}`);
      }
      assert.doesNotMatch(policy, /unsafe|\*/, path);
      assert.equal(response.headers.get("x-content-type-options"), "nosniff", path);
      assert.equal(response.headers.get("referrer-policy"), "no-referrer", path);
      assert.equal(response.headers.get("cache-control"), "no-store", path);
    }
  });
});

/** What each page must have, whatever its looks. */
async function outline(page) {
  const found = [];
  const facts = await page.evaluate(() => ({
    headings: document.querySelectorAll("h1").length,
    mains: document.querySelectorAll("main").length,
    inline: document.querySelectorAll("[style], style, script:not([src]), [onclick], [onload], [onsubmit]").length,
    smallText: [...document.querySelectorAll("input:not([type=hidden])")]
      .filter((field) => Number.parseFloat(getComputedStyle(field).fontSize) < 16)
      .map((field) => field.id),
    smallTargets: [...document.querySelectorAll("button, input:not([type=hidden]), select, a.button, nav.ways a")]
      .filter((target) => target.checkVisibility())
      .map((target) => ({ name: target.id || target.textContent.trim(), ...target.getBoundingClientRect().toJSON() }))
      .filter((box) => box.height < 43.9)
      .map((box) => `${box.name}: ${box.height}`),
  }));
  if (facts.headings !== 1) found.push(`${facts.headings} h1`);
  if (facts.mains !== 1) found.push(`${facts.mains} main`);
  if (facts.inline > 0) found.push(`${facts.inline} inline scripts or styles`);
  if (facts.smallText.length > 0) found.push(`text under 16 px in ${facts.smallText}`);
  if (facts.smallTargets.length > 0) found.push(`targets under 44 px: ${facts.smallTargets.join("; ")}`);
  const title = await page.title();
  if (!/^\S.* · Signet$/.test(title)) found.push(`the title "${title}" is not "what it is · brand"`);
  return found;
}

async function everyLook(page, axe) {
  const found = [];
  for (const size of [DESK, PHONE]) {
    await page.setViewportSize(size);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      found.push(...(await violations(page, axe)).map((words) => `${colorScheme} at ${size.width} px: ${words}`));
    }
  }
  await page.setViewportSize(SMALLEST);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  if (width > SMALLEST.width) found.push(`scrolls sideways at ${SMALLEST.width} px: ${width} px wide`);
  return found;
}

async function violations(page, axe) {
  await page.evaluate(axe.source);
  // No preload: axe would fetch style sheets again, which the policy rightly forbids.
  const result = await page.evaluate(() => window.axe.run(document, { preload: false, resultTypes: ["violations"] }));
  return result.violations.map(({ id, help, nodes }) => `${id} (${help}): ${nodes.map((node) => node.html).join(" ")}`);
}
