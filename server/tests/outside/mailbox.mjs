// The mailbox that `signet dev` shows: what a newcomer does with the mails that come.

/** Opens the newest mail to this address. */
export async function openMail(page, issuer, recipient) {
  await page.goto(new URL("/dev/mail", issuer).href);
  await page.locator("#mails li", { hasText: recipient }).first().locator("a").click();
  await page.locator("#letter").waitFor();
}

/** The code in the newest mail to this address. */
export async function codeIn(page, issuer, recipient) {
  await openMail(page, issuer, recipient);
  const line = (await page.locator("#letter").innerText()).split("\n").find((text) => /^\s{4}[\d ]+$/.test(text));
  return line.replaceAll(" ", "");
}
