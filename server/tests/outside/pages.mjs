// Every hosted page in every state that can be reached from outside. The accessibility test and the screenshots walk
// the same list, so a page that is missing here is neither tested nor looked at: a new page belongs here first.

import { clientOf, personOf } from "./fixture.mjs";
import { codeOf, device } from "./authenticator.mjs";
import { signIn } from "./browser.mjs";
import { openMail } from "./mailbox.mjs";
import { authorizationUrl } from "./visitor.mjs";

/** Clients that states and tests need; `application` is the relying party's own server. */
export function clientsFor(application) {
  const callback = `${application.origin}/callback`;
  const common = { redirect_uris: [callback], post_logout_redirect_uris: [`${application.origin}/bye`] };
  return [
    {
      ...common,
      client_id: "notes",
      client_secret: "notes-has-a-secret-of-43-characters-or-more",
      client_name: "Notes",
      logo_uri: `${application.origin}/logo.png`,
      client_uri: application.origin,
      policy_uri: `${application.origin}/privacy`,
      tos_uri: `${application.origin}/terms`,
      grant_types: ["authorization_code", "refresh_token"],
    },
    {
      ...common,
      client_id: "society",
      client_secret: "society-has-a-secret-of-43-characters-or-more",
      client_name: "The Incorporated Society of Analytical Engine Operators and Friends, Members’ Notes",
      grant_types: ["authorization_code", "refresh_token"],
    },
    {
      ...common,
      client_id: "unbroken",
      client_secret: "unbroken-has-a-secret-of-43-characters-or-more",
      // The longest name that may be registered, without a place to break it.
      client_name: "Analytical".repeat(20),
      grant_types: ["authorization_code"],
    },
    {
      client_id: "native",
      client_name: "Native",
      application_type: "native",
      token_endpoint_auth_method: "none",
      first_party: true,
      redirect_uris: ["com.example.app:/oauth2redirect"],
    },
  ];
}

/** What has to be set so that every state can be reached often enough: newcomers come from an address each. */
export const SETTINGS = {
  SIGNET__SERVER__TRUSTED_PROXIES: "127.0.0.1,::1",
  SIGNET__LIMITS__LOGIN_SOURCE: "off",
  SIGNET__LIMITS__SECOND_FACTOR: "20/1m",
  SIGNET__LIMITS__ASK: "10/1h",
  SIGNET__MFA__EMAIL_CODE: "true",
};

const EVERYTHING = "openid profile email address phone offline_access";
let made = 0;

/** A name that nobody has, new each time: failures are counted per account. */
export function nobody() {
  made += 1;
  return `nobody-${made}`;
}

let places = 0;

/** An address that nobody has come from before. */
function somewhere() {
  places += 1;
  return `10.${places >> 16}.${(places >> 8) & 255}.${places & 255}`;
}

/** One walk through the pages. */
export class Walk {
  constructor(signet, page) {
    this.signet = signet;
    this.page = page;
    this.ada = personOf(signet, "ada");
  }

  async go(path) {
    await this.page.goto(new URL(path, this.signet.issuer).href);
  }

  request(client, more) {
    return this.go(authorizationUrl(this.signet, clientOf(this.signet, client), { scope: EVERYTHING, ...more }));
  }

  async signedIn() {
    await this.go("/dev/sign-in/demo-web");
    await signIn(this.page, this.ada);
    await this.page.waitForURL("**/dev/callback?**");
  }

  async own(path) {
    await this.signedIn();
    await this.go(path);
  }

  async signedInAtHome(person = this.ada) {
    await this.go("/sign-in");
    await signIn(this.page, person);
    await this.page.waitForURL(new URL("/", this.signet.issuer).href);
  }

  /** Charles has an authenticator app from the first time on that somebody asks for it. */
  async charles() {
    const charles = personOf(this.signet, "charles");
    if (charles.hasApp) return charles;
    const context = await this.page.context().browser().newContext();
    const walk = new Walk(this.signet, await context.newPage());
    await walk.signedInAtHome(charles);
    await walk.go("/account/security/totp");
    await walk.page.locator("#code").fill(codeOf(await walk.page.locator("#secret").innerText()));
    await walk.page.locator("#submit").click();
    await walk.page.locator("#codes").waitFor();
    await context.close();
    charles.hasApp = true;
    return charles;
  }

  async half(client = "notes") {
    const charles = await this.charles();
    await this.request(client, {});
    await signIn(this.page, charles);
    await this.page.locator("#second-factor-form").waitFor();
  }

  /** Comes from an address of its own from now on. */
  async from(address = somewhere()) {
    this.address = address;
    await this.page.setExtraHTTPHeaders({ "x-forwarded-for": address });
  }

  /** The same person with another browser, which is closed again. */
  async elsewhere(steps) {
    const context = await this.page.context().browser().newContext();
    const walk = new Walk(this.signet, await context.newPage());
    if (this.address) await walk.from(this.address);
    try {
      return await steps(walk);
    } finally {
      await context.close();
    }
  }

  /** Somebody new asks for an account, up to the page that waits for the code. */
  async registers() {
    await this.from(this.address);
    const email = `${nobody()}@example.com`;
    await this.go("/register");
    await this.page.locator("#email").fill(email);
    await this.page.locator("#name").fill("Rosalind Elsie");
    await this.page.locator("#password").fill("Kestrel-harbour-9");
    await this.page.locator("#submit").click();
    await this.page.locator("#code-form").waitFor();
    return email;
  }

  /** Follows the link in the newest mail to this address. */
  async follows(email) {
    await openMail(this.page, this.signet.issuer, email);
    await this.page.locator("#link-0").click();
  }

  /** Somebody new, with an account, has forgotten the password: up to the page that sets another one. */
  async resets() {
    const email = await this.registers();
    await this.follows(email);
    await this.page.locator("#submit").click();
    await this.page.context().clearCookies();
    await this.go("/forgot");
    await this.page.locator("#username").fill(email);
    await this.page.locator("#submit").click();
    await this.page.locator("#forgot-sent").waitFor();
    await this.follows(email);
    await this.page.locator("#reset-form").waitFor();
  }

  /** Somebody new, with an account, who is signed in. */
  async newcomer() {
    const username = await this.registers();
    await this.follows(username);
    await this.page.locator("#submit").click();
    await this.page.waitForURL(new URL("/", this.signet.issuer).href);
    return { username, password: "Kestrel-harbour-9" };
  }

  /** The same with an authenticator app: up to the page that shows the codes on paper. */
  async withApp() {
    const person = await this.newcomer();
    await this.go("/account/security/totp");
    const key = await this.page.locator("#secret").innerText();
    await this.page.locator("#code").fill(codeOf(key));
    await this.page.locator("#submit").click();
    await this.page.locator("#codes").waitFor();
    return { ...person, paper: await this.page.locator("#codes code").allInnerTexts() };
  }

  /** Adds a passkey to the account that is signed in. */
  async addsPasskey(label) {
    await device(this.page);
    await this.go("/account/security/passkey");
    await this.page.locator("#label").fill(label);
    await this.page.locator("#passkey").click();
    await this.page.locator("#codes, #passkeys").first().waitFor();
  }

  /** Somebody new with everything that protects an account, on a device that is not asked. */
  async protects() {
    const person = await this.withApp();
    await this.page.context().clearCookies();
    await this.isRemembered(person);
    // Last: a device with a passkey would sign in by itself.
    await this.addsPasskey("Phone");
    await this.go("/account/security");
  }

  /** Signs in with a code on paper, and asks not to be asked again. */
  async isRemembered({ username, password, paper }) {
    await this.request("notes");
    await signIn(this.page, { username, password });
    await this.page.locator("#other-backup_code").click();
    await this.page.locator("#code").fill(paper[0]);
    await this.page.locator("#remember").check();
    await this.page.locator("#submit").click();
    await this.page.locator("#consent-form").waitFor();
  }

  /** The second step of somebody new, who has what `steps` sets up with another browser. */
  async asked(steps) {
    await this.from();
    const person = await this.elsewhere(steps);
    await this.request("notes");
    await signIn(this.page, person);
    await this.page.locator("#second-factor-form").waitFor();
  }

  /** Clicks what sends a form, and waits for the page that answers. */
  async press(button) {
    await Promise.all([this.page.waitForNavigation(), this.page.locator(button).click()]);
  }

  /** Fills a field and sends its form, so often. */
  async sends(field, text, times, button = "#submit") {
    for (let count = 0; count < times; count++) {
      await this.page.locator(field).fill(text);
      await this.press(button);
    }
    await this.page.locator("#error-summary").waitFor();
  }

  /** Somebody new has moved to another address: up to the page that takes it back. */
  async moves() {
    const email = await this.registers();
    await this.follows(email);
    await this.page.locator("#submit").click();
    await this.page.locator("#submit").waitFor({ state: "detached" });
    const moved = `${nobody()}@example.org`;
    await this.go("/account/email");
    await this.page.locator("#email").fill(moved);
    await this.page.locator("#submit").click();
    await this.page.locator("#code-form").waitFor();
    await this.follows(moved);
    await this.page.locator("#submit").click();
    await this.page.locator("#save").waitFor();
    await this.page.context().clearCookies();
    await this.follows(email);
    await this.page.locator("#undo-form").waitFor();
  }

  async wrong(username) {
    await signIn(this.page, { username, password: "not the password" });
    await this.page.locator("#error-summary").waitFor();
  }

  async consent(client, more) {
    // An earlier walk may have agreed already.
    await this.request(client, { prompt: "consent", ...more });
    await signIn(this.page, this.ada);
    await this.page.locator("#consent-form").waitFor();
  }
}

const STATES = {
  "home-signed-out": (walk) => walk.go("/"),
  "home-signed-in": async (walk) => {
    await walk.signedIn();
    await walk.go("/");
  },
  "sign-in": (walk) => walk.request("notes"),
  "sign-in-hinted": (walk) => walk.request("demo-web", { login_hint: "ada@example.com" }),
  "sign-in-longest": (walk) => walk.request("society", { login_hint: `${"augusta-ada.king-noel.".repeat(5)}@example.com` }),
  "sign-in-empty": async (walk) => {
    await walk.request("notes");
    await walk.page.locator("#submit").click();
    await walk.page.locator("#error-summary").waitFor();
  },
  "sign-in-wrong": async (walk) => {
    await walk.request("notes");
    await walk.wrong(nobody());
  },
  "sign-in-limited": async (walk) => {
    const name = nobody();
    await walk.request("notes");
    for (let tries = 0; tries < 6; tries++) await walk.wrong(name);
  },
  "sign-in-expired": async (walk) => {
    await walk.request("notes");
    await walk.go(`${walk.page.url()}&expired=1`);
  },
  "sign-in-again": async (walk) => {
    await walk.signedIn();
    await walk.request("notes", { prompt: "login" });
  },
  "sign-in-again-wrong": async (walk) => {
    await walk.signedIn();
    await walk.request("notes", { prompt: "login" });
    await walk.page.locator("#submit").click();
    await walk.page.locator("#error-summary").waitFor();
  },
  "choose-account": async (walk) => {
    await walk.signedIn();
    await walk.request("notes", { prompt: "select_account" });
  },
  consent: (walk) => walk.consent("notes"),
  "consent-short": (walk) => walk.consent("demo-partner", { scope: "openid email" }),
  "consent-longest": (walk) => walk.consent("society"),
  "sign-in-unbroken": (walk) => walk.request("unbroken"),
  "consent-unbroken": (walk) => walk.consent("unbroken", { scope: "openid profile" }),
  "continue": async (walk) => {
    // Held back, so that there is something to look at before the page posts itself.
    await walk.page.route("**/self-posting*.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
    await walk.consent("notes", { response_mode: "form_post" });
    await walk.page.locator("#approve").click();
    await walk.page.locator("#continue").waitFor();
  },
  tokens: (walk) => walk.signedIn(),
  "sign-out": async (walk) => {
    await walk.signedIn();
    await walk.go("/logout");
  },
  "sign-out-asked": async (walk) => {
    await walk.signedIn();
    await walk.go("/logout?client_id=society");
  },
  "signed-out": async (walk) => {
    await walk.signedIn();
    await walk.go("/logout");
    await walk.page.locator("#logout-yes").click();
    await walk.page.locator("#logged-out").waitFor();
  },
  "signed-out-way-back": async (walk) => {
    const back = clientOf(walk.signet, "notes").post_logout_redirect_uris[0];
    await walk.go(`/logout?${new URLSearchParams({ client_id: "notes", post_logout_redirect_uri: back })}`);
    await walk.page.locator("#logged-out").waitFor();
  },
  register: (walk) => walk.go("/register"),
  "register-wrong": async (walk) => {
    await walk.go("/register");
    await walk.page.locator("#password").fill("rosalind");
    await walk.page.locator("#submit").click();
    await walk.page.locator("#error-summary").waitFor();
  },
  "register-strength": async (walk) => {
    await walk.go("/register");
    await walk.page.locator("#password").pressSequentially("kestrel-harbour");
    await walk.page.locator("#strength-line").waitFor();
  },
  "register-limited": async (walk) => {
    await walk.from();
    for (let count = 0; count < 6; count++) {
      await walk.go("/register");
      await walk.page.locator("#email").fill(`${nobody()}@example.com`);
      await walk.page.locator("#password").fill("Kestrel-harbour-9");
      await walk.page.locator("#submit").click();
      await walk.page.locator("#code-form, #error-summary").waitFor();
    }
    await walk.page.locator("#error-summary").waitFor();
  },
  "verify-code": (walk) => walk.registers(),
  "verify-code-wrong": async (walk) => {
    await walk.registers();
    await walk.page.locator("#code").fill("0000");
    await walk.page.locator("#submit").click();
    await walk.page.locator("#error-summary").waitFor();
  },
  "verify-link": async (walk) => {
    await walk.follows(await walk.registers());
    await walk.page.locator("#verify-form").waitFor();
  },
  "verify-link-elsewhere": async (walk) => {
    const email = await walk.registers();
    await walk.page.context().clearCookies();
    await walk.follows(email);
    await walk.page.locator("#password").waitFor();
  },
  "verify-link-over": async (walk) => {
    await walk.go("/verify/link?token=AAAA.BBBB");
    await walk.page.locator("#link-over").waitFor();
  },
  forgot: (walk) => walk.go("/forgot"),
  "forgot-sent": async (walk) => {
    await walk.go("/forgot");
    await walk.page.locator("#username").fill(nobody());
    await walk.page.locator("#submit").click();
    await walk.page.locator("#forgot-sent").waitFor();
  },
  "forgot-limited": async (walk) => {
    await walk.from();
    for (let count = 0; count < 11; count++) {
      await walk.go("/forgot");
      await walk.page.locator("#username").fill(nobody());
      await walk.page.locator("#submit").click();
      await walk.page.locator("#forgot-sent, #error-summary").waitFor();
    }
    await walk.page.locator("#error-summary").waitFor();
  },
  reset: (walk) => walk.resets(),
  "reset-wrong": async (walk) => {
    await walk.resets();
    await walk.page.locator("#password").fill("rosalind");
    await walk.page.locator("#submit").click();
    await walk.page.locator("#error-summary").waitFor();
  },
  "reset-done": async (walk) => {
    await walk.resets();
    await walk.page.locator("#password").fill("Kestrel-lantern-7");
    await walk.page.locator("#submit").click();
    await walk.page.locator("#reset-done").waitFor();
  },
  undo: (walk) => walk.moves(),
  "undo-over": async (walk) => {
    await walk.go("/undo?token=AAAA.BBBB");
    await walk.page.locator("#link-over").waitFor();
  },
  undone: async (walk) => {
    await walk.moves();
    await walk.page.locator("#submit").click();
    await walk.page.locator("#undone").waitFor();
  },
  mailbox: async (walk) => {
    await walk.registers();
    await walk.go("/dev/mail");
  },
  mail: async (walk) => openMail(walk.page, walk.signet.issuer, await walk.registers()),
  account: (walk) => walk.own("/account"),
  "account-profile": (walk) => walk.own("/account/profile"),
  "account-profile-wrong": async (walk) => {
    await walk.own("/account/profile");
    await walk.page.locator("#website").fill("ada.example");
    await walk.page.locator("#save").click();
    await walk.page.locator("#error-summary").waitFor();
  },
  "account-email": (walk) => walk.own("/account/email"),
  "account-email-wrong": async (walk) => {
    await walk.own("/account/email");
    await walk.page.locator("#email").fill("ada.example");
    await walk.page.locator("#submit").click();
    await walk.page.locator("#error-summary").waitFor();
  },
  "account-email-limited": async (walk) => {
    await walk.newcomer();
    for (let count = 0; count < 4; count++) {
      await walk.go("/account/email");
      await walk.page.locator("#email").fill(`${nobody()}@example.com`);
      await walk.page.locator("#submit").click();
      await walk.page.locator("#code-form, #error-summary").waitFor();
    }
    await walk.page.locator("#error-summary").waitFor();
  },
  "account-email-waiting": async (walk) => {
    await walk.newcomer();
    await walk.go("/account/email");
    await walk.page.locator("#email").fill(`${nobody()}@example.com`);
    await walk.page.locator("#submit").click();
    await walk.page.locator("#code-form").waitFor();
  },
  "account-sessions": async (walk) => {
    await walk.elsewhere((other) => other.signedIn());
    await walk.own("/account/sessions");
  },
  "account-sessions-alone": async (walk) => {
    await walk.newcomer();
    await walk.go("/account/sessions");
    await walk.page.locator("#none").waitFor();
  },
  "account-sessions-ended": async (walk) => {
    await walk.elsewhere((other) => other.signedIn());
    await walk.own("/account/sessions");
    await walk.page.locator("#end-1").click();
    await walk.page.locator("#confirm").click();
    await walk.page.locator("#done").waitFor();
  },
  "confirm-session": async (walk) => {
    await walk.elsewhere((other) => other.signedIn());
    await walk.own("/account/sessions");
    await walk.page.locator("#end-1").click();
    await walk.page.locator("#confirm-form").waitFor();
  },
  "confirm-session-here": async (walk) => {
    await walk.own("/account/sessions");
    await walk.page.locator("#end-0").click();
    await walk.page.locator("#confirm-form").waitFor();
  },
  "confirm-others": async (walk) => {
    await walk.elsewhere((other) => other.signedIn());
    await walk.own("/account/sessions/end-others");
    await walk.page.locator("#confirm-form").waitFor();
  },
  "account-applications": (walk) => walk.own("/account/applications"),
  "account-applications-none": async (walk) => {
    await walk.newcomer();
    await walk.go("/account/applications");
    await walk.page.locator("#none").waitFor();
  },
  "confirm-application": async (walk) => {
    await walk.own("/account/applications");
    await walk.page.locator("#disconnect-0").click();
    await walk.page.locator("#confirm-form").waitFor();
  },
  "account-activity": (walk) => walk.own("/account/activity"),
  "account-activity-filtered": (walk) => walk.own("/account/activity?topic=account&outcome=success"),
  "account-activity-none": async (walk) => {
    await walk.newcomer();
    await walk.go("/account/activity?topic=applications&outcome=refusal");
    await walk.page.locator("#none").waitFor();
  },
  "account-data": (walk) => walk.own("/account/data"),
  "account-data-wrong": async (walk) => {
    await walk.newcomer();
    await walk.go("/account/data");
    await walk.sends("#password", "not the password", 1, "#export");
  },
  "account-data-limited": async (walk) => {
    await walk.newcomer();
    await walk.go("/account/data");
    await walk.sends("#password", "not the password", 6, "#export");
  },
  "confirm-erase": async (walk) => {
    await walk.newcomer();
    await walk.go("/account/data/erase");
    await walk.page.locator("#confirm-form").waitFor();
  },
  "confirm-erase-wrong": async (walk) => {
    await walk.newcomer();
    await walk.go("/account/data/erase");
    await walk.sends("#password", "not the password", 1, "#confirm");
  },
  "api-reference": async (walk) => {
    await walk.go("/docs");
    await walk.page.locator("summary").first().click();
  },
  "second-factor": (walk) => walk.half(),
  "second-factor-longest": (walk) => walk.half("society"),
  "second-factor-backup": async (walk) => {
    await walk.half();
    await walk.page.locator("#other-backup_code").click();
    await walk.page.locator("#other-totp").waitFor();
  },
  "second-factor-wrong": async (walk) => {
    await walk.half();
    await walk.page.locator("#code").fill("000 000");
    await walk.page.locator("#submit").click();
    await walk.page.locator("#error-summary").waitFor();
  },
  "second-factor-limited": async (walk) => {
    await walk.asked((other) => other.withApp());
    await walk.sends("#code", "000 000", 21);
  },
  "second-factor-passkey": async (walk) => {
    await walk.asked(async (other) => {
      const person = await other.newcomer();
      await other.addsPasskey("Phone");
      return person;
    });
    await walk.page.locator("#passkey").waitFor();
  },
  "second-factor-mail": async (walk) => {
    await walk.asked((other) => other.withApp());
    await walk.page.locator("#other-email_code").click();
    await walk.page.locator("#other-totp").waitFor();
  },
  "second-factor-mailed": async (walk) => {
    await walk.asked((other) => other.withApp());
    await walk.page.locator("#other-email_code").click();
    await walk.page.locator("#send").click();
    await walk.page.locator("#code").waitFor();
  },
  "second-factor-mail-limited": async (walk) => {
    await walk.asked((other) => other.withApp());
    await walk.page.locator("#other-email_code").click();
    for (let count = 0; count < 4; count++) await walk.press("#send");
    await walk.page.locator("#error-summary").waitFor();
  },
  "security-everything": (walk) => walk.protects(),
  "backup-codes": (walk) => walk.withApp(),
  "confirm-totp": async (walk) => {
    await walk.withApp();
    await walk.go("/account/security/totp/remove");
    await walk.page.locator("#confirm-form").waitFor();
  },
  "confirm-codes": async (walk) => {
    await walk.withApp();
    await walk.go("/account/security/codes");
    await walk.page.locator("#confirm-form").waitFor();
  },
  "backup-codes-renewed": async (walk) => {
    await walk.withApp();
    await walk.go("/account/security/codes");
    await walk.page.locator("#confirm").click();
    await walk.page.locator("#codes").waitFor();
  },
  "passkey-rename": async (walk) => {
    await walk.newcomer();
    await walk.addsPasskey("Phone");
    await walk.go("/account/security");
    await walk.page.locator("#passkey-0").click();
    await walk.page.locator("#rename").waitFor();
  },
  "confirm-passkey": async (walk) => {
    await walk.newcomer();
    await walk.addsPasskey("Phone");
    await walk.go("/account/security");
    await walk.page.locator("#passkey-remove-0").click();
    await walk.page.locator("#confirm-form").waitFor();
  },
  security: async (walk) => {
    await walk.signedInAtHome();
    await walk.go("/account/security");
  },
  totp: async (walk) => {
    await walk.signedInAtHome();
    await walk.go("/account/security/totp");
  },
  "totp-wrong": async (walk) => {
    await walk.signedInAtHome();
    await walk.go("/account/security/totp");
    await walk.page.locator("#code").fill("000 000");
    await walk.page.locator("#submit").click();
    await walk.page.locator("#error-summary").waitFor();
  },
  "totp-demanded": async (walk) => {
    const acr = { essential: true, values: ["urn:signet:acr:multi"] };
    await walk.request("notes", { claims: JSON.stringify({ id_token: { acr } }) });
    await signIn(walk.page, walk.ada);
    await walk.page.locator("#totp-form").waitFor();
  },
  passkey: async (walk) => {
    await walk.signedInAtHome();
    await walk.go("/account/security/passkey");
  },
  "change-password": async (walk) => {
    await walk.signedIn();
    await walk.go("/.well-known/change-password");
  },
  "change-password-wrong": async (walk) => {
    await walk.signedIn();
    await walk.go("/change-password");
    await walk.page.locator("#submit").click();
    await walk.page.locator("#error-summary").waitFor();
  },
  "change-password-limited": async (walk) => {
    await walk.newcomer();
    await walk.go("/change-password");
    for (let count = 0; count < 6; count++) {
      await walk.page.locator("#password").fill("Kestrel-lantern-7");
      await walk.sends("#current", "not the password", 1);
    }
  },
  "change-password-done": async (walk) => {
    const { password } = await walk.newcomer();
    await walk.go("/change-password");
    await walk.page.locator("#current").fill(password);
    await walk.page.locator("#password").fill("Kestrel-lantern-7");
    await walk.page.locator("#submit").click();
    await walk.page.locator("#done").waitFor();
  },
  "error-unknown-application": (walk) => walk.go("/authorize?client_id=unknown"),
  "error-redirect": (walk) => walk.request("notes", { redirect_uri: "https://elsewhere.example/callback" }),
  "error-expired": (walk) => walk.go("/login?transaction=unknown"),
  "error-bad-request": (walk) => walk.go("/authorize?client_id=notes&client_id=society"),
  "error-not-found": (walk) => walk.go("/nothing-here"),
  "error-method": (walk) => walk.go("/token"),
  "demo-denied": async (walk) => {
    await walk.go("/dev/sign-in/demo-web");
    await walk.page.locator("#cancel").click();
    await walk.page.waitForURL("**/dev/callback?**");
    await walk.page.locator("#answer-state").waitFor();
  },
  "demo-used": async (walk) => {
    await walk.signedIn();
    await walk.page.reload();
    await walk.page.locator("#error-code").waitFor();
  },
  "error-too-long": (walk) => walk.go(`/login?transaction=${"x".repeat(9000)}`),
  "error-forbidden": async (walk) => {
    await walk.request("notes");
    await walk.page.locator('input[name="csrf"]').evaluate((field) => field.setAttribute("value", "forged"));
    await signIn(walk.page, walk.ada);
    await walk.page.locator("#error-code").waitFor();
  },
};

/** The states by name; each is reached from a fresh window. */
export const pageStates = Object.entries(STATES).map(([name, steps]) => ({
  name,
  reach: (signet, page) => steps(new Walk(signet, page)),
}));
