// A person with the plainest of browsers: cookies, forms and redirects, no script. For tests that ask what the
// server does, not how it looks.

/** The cookies and steps of one person. */
export class Visitor {
  constructor(signet) {
    this.origin = new URL(signet.issuer).origin;
    this.cookies = new Map();
  }

  /** The `Cookie` header that goes with the next request. */
  cookieHeader() {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** One request to the provider, no redirect followed. */
  async ask(url, { headers = {}, ...options } = {}) {
    const target = new URL(url, this.origin);
    const sent = this.cookieHeader();
    const response = await fetch(target, {
      redirect: "manual",
      ...options,
      headers: { ...(sent ? { cookie: sent } : {}), ...headers },
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return {
      url: target.href,
      status: response.status,
      headers: response.headers,
      location: response.headers.has("location") ? new URL(response.headers.get("location"), target).href : null,
      html: await response.text(),
    };
  }

  #keep(line) {
    const [pair, ...attributes] = line.split(";").map((part) => part.trim());
    const [name, value] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
    if (attributes.some((attribute) => /^max-age=0$/i.test(attribute))) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }

  /** Follows redirects for as long as they stay with the provider. */
  async open(url, options) {
    let answer = await this.ask(url, options);
    for (let hops = 0; answer.location && new URL(answer.location).origin === this.origin && !this.#ends(answer); hops++) {
      if (hops === 10) throw new Error(`too many redirects, the last to ${answer.location}`);
      answer = await this.ask(answer.location);
    }
    return answer;
  }

  // The demo's callback lies at the provider too, but belongs to the application.
  #ends(answer) {
    return new URL(answer.location).pathname === "/dev/callback";
  }

  /** Sends the form of a page with an action and what was typed. */
  submit(page, typed = {}) {
    const fields = formOf(page.html);
    const body = new URLSearchParams({ ...fields.hidden, ...typed });
    return this.open(new URL(fields.action, page.url), { method: "POST", body });
  }

  /** From an authorization request to the redirect to the application: signs in, allows. */
  async authorize(url, person) {
    let answer = await this.open(url);
    if (answer.html.includes('id="login-form"')) {
      answer = await this.submit(answer, { username: person.username, password: person.password });
    }
    if (answer.html.includes('id="consent-form"')) answer = await this.submit(answer, { action: "approve" });
    if (!answer.location) throw new Error(`no redirect but ${answer.status}: ${titleOf(answer.html)}`);
    return new URL(answer.location);
  }
}

/** The title of a page. */
export function titleOf(html) {
  return unescaped(/<title>([^]*?)<\/title>/.exec(html)?.[1] ?? "");
}

/** Where the page's form goes, and its hidden fields. */
export function formOf(html) {
  const form = /<form[^>]*action="([^"]*)"[^>]*>([^]*?)<\/form>/.exec(html);
  if (!form) throw new Error(`no form on the page: ${titleOf(html)}`);
  const hidden = {};
  for (const [, name, value] of form[2].matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)) {
    hidden[unescaped(name)] = unescaped(value);
  }
  return { action: unescaped(form[1]), hidden };
}

function unescaped(text) {
  const decimal = text.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
  return decimal.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** The address of an authorization request with PKCE, as a client without a library would write it. */
export function authorizationUrl(signet, client, more = {}) {
  const parameters = {
    response_type: "code",
    client_id: client.client_id,
    redirect_uri: client.redirect_uris[0],
    scope: "openid",
    state: "af0ifjsldkj",
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
    ...more,
  };
  const kept = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return `${signet.issuer}/authorize?${new URLSearchParams(kept)}`;
}

/** The verifier of that request (RFC 7636, appendix B). */
export const VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
