// Pictures of every page in every reachable state, for the eye:
//   node screenshots.mjs [FOLDER] [--readme] [--only PART]
// light and dark, phone and desk, English, German, and English laid out from right to left.
// --readme also writes the README's picture of the sign-in page.

import { mkdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

import { launch, openWindow } from "./browser.mjs";
import { startApplication, startSignet } from "./fixture.mjs";
import { SETTINGS, clientsFor, pageStates } from "./pages.mjs";

const LANGUAGES = [
  { name: "en", locale: "en-GB" },
  { name: "de", locale: "de-DE" },
  // The server offers its right-to-left pseudo-locale to nobody; its layout shows with any words.
  { name: "rtl", locale: "en-GB", direction: "rtl" },
];
const WIDTHS = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
];
const README_PICTURE = fileURLToPath(new URL("../../docs/sign-in.png", import.meta.url));
const README_LIMIT = 100_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { readme: { type: "boolean", default: false }, only: { type: "string", default: "" } },
});
const target = resolve(positionals[0] ?? "screenshots");
await mkdir(target, { recursive: true });

const application = await startApplication();
const signet = await startSignet({ clients: clientsFor(application), settings: SETTINGS });
const browser = await launch({ chromium });
try {
  let count = 0;
  const states = pageStates.filter((state) => state.name.includes(values.only));
  for (const language of LANGUAGES) {
    for (const state of states) count += await pictures(language, state);
  }
  console.log(`${count} pictures of ${states.length} states in ${target}`);
  if (values.readme) await readmePicture();
} finally {
  await browser.close();
  await signet.stop();
  await application.stop();
}

async function pictures(language, state) {
  const window = await openWindow(browser, { signet, origins: [application.origin] }, { locale: language.locale });
  let count = 0;
  try {
    await state.reach(signet, window.page);
    if (language.direction) {
      await window.page.evaluate((direction) => (document.documentElement.dir = direction), language.direction);
    }
    for (const size of WIDTHS) {
      await window.page.setViewportSize(size);
      for (const colorScheme of ["light", "dark"]) {
        await window.page.emulateMedia({ colorScheme });
        const name = `${state.name}.${language.name}.${colorScheme}.${size.width}.png`;
        await window.page.screenshot({ path: join(target, name), fullPage: true });
        count += 1;
      }
    }
  } catch (error) {
    throw new Error(`${state.name} in ${language.name}: ${error.message}`, { cause: error });
  } finally {
    await window.close();
  }
  return count;
}

/** Small enough for a README: few colours compress well, so one scale and no transparency will do. */
async function readmePicture() {
  const options = { viewport: { width: 960, height: 640 }, deviceScaleFactor: 1.5 };
  const window = await openWindow(browser, { signet, origins: [application.origin] }, options);
  await pageStates.find((state) => state.name === "sign-in").reach(signet, window.page);
  await window.page.evaluate(() => document.activeElement?.blur());
  await window.page.screenshot({ path: README_PICTURE });
  await window.close();
  const { size } = await stat(README_PICTURE);
  if (size >= README_LIMIT) throw new Error(`${README_PICTURE} has ${size} bytes, more than ${README_LIMIT}`);
  console.log(`${README_PICTURE}: ${size} bytes`);
}
