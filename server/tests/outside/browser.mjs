// Chromium, and a person in it. Each window notes what a finished page must never do: write an error to the
// console, break its own content security policy, ask another host for anything.

import { CHROMIUM } from "./fixture.mjs";

const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts the browser. */
export function launch(playwright) {
  return playwright.chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/**
 * A fresh window with cookies of its own.
 * @param {{signet: object, origins?: string[]}} place whose pages are looked at; `origins` may be asked besides
 * @param {object} options of the browser context
 * @returns {Promise<{page: object, faults: string[], context: object, close: () => Promise<void>}>}
 */
export async function openWindow(browser, { signet, origins = [] }, options = {}) {
  const usual = { locale: "en-GB", viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" };
  const context = await browser.newContext({ ...usual, ...options });
  context.setDefaultTimeout(15_000);
  const faults = [];
  const own = new URL(signet.issuer).origin;
  context.on("request", (request) => {
    const origin = new URL(request.url()).origin;
    if (origin !== own && !origins.includes(origin)) faults.push(`asked ${request.url()}`);
  });
  const page = await context.newPage();
  watch(page, faults, own);
  context.on("page", (other) => watch(other, faults, own));
  return { page, faults, context, close: () => context.close() };
}

function watch(page, faults, own) {
  page.on("console", (message) => {
    // A status of 4xx is how our error pages answer; Chromium writes a line for each.
    const isStatus = message.text().startsWith("Failed to load resource: the server responded with a status of 4");
    const isDocument = message.location().url === page.url() || message.location().url.startsWith(`${own}/login`);
    if (message.type() === "error" && !(isStatus && isDocument)) faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
}

/** Fills the sign-in page and sends it. */
export async function signIn(page, person) {
  await page.locator("#username").fill(person.username);
  await page.locator("#password").fill(person.password);
  await page.locator("#submit").click();
}

/** What has the focus: its id, or its name for a human. */
export function focused(page) {
  return page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent.trim());
}

/** Presses Tab until `id` has the focus; what was passed on the way. */
export async function tabTo(page, id, most = 30) {
  const passed = [];
  for (let count = 0; count < most; count++) {
    await page.keyboard.press("Tab");
    const here = await focused(page);
    if (here === id) return passed;
    passed.push(here);
  }
  throw new Error(`#${id} is not reached by Tab; passed: ${passed.join(", ")}`);
}

/** Whether the element with the focus has a ring of at least 3 px. */
export function showsFocus(page) {
  return page.evaluate(() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 3;
  });
}
