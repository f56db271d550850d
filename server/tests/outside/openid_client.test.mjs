// npm openid-client, a certified relying party, against Signet: it checks `iss`, nonces, hashes and signatures on its
// own, so each step that returns has been judged by somebody else's reading of the specifications.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";

import { clientOf, personOf, startApplication, startSignet, subject } from "./fixture.mjs";
import { Visitor } from "./visitor.mjs";

const SCOPE = "openid profile email address phone offline_access";

await subject("npm openid-client as relying party", { modules: ["openid-client"] }, ({ "openid-client": oidc }) => {
  let application, signet, ada;

  before(async () => {
    application = await startApplication();
    const callback = [`${application.origin}/callback`];
    const grants = ["authorization_code", "refresh_token", "client_credentials"];
    const clients = [
      { client_id: "by-basic", token_endpoint_auth_method: "client_secret_basic", client_secret: secret() },
      { client_id: "by-post", token_endpoint_auth_method: "client_secret_post", client_secret: secret() },
      { client_id: "by-hmac", token_endpoint_auth_method: "client_secret_jwt", client_secret: secret() },
    ];
    const common = { redirect_uris: callback, post_logout_redirect_uris: [`${application.origin}/bye`], first_party: true };
    signet = await startSignet({ clients: clients.map((client) => ({ ...common, grant_types: grants, ...client })) });
    ada = personOf(signet, "ada");
  });
  after(async () => {
    await signet?.stop();
    await application?.stop();
  });

  /** openid-client's configuration for a client, from discovery. */
  const configure = async (id) => {
    const client = clientOf(signet, id);
    const options = { execute: [oidc.allowInsecureRequests] };
    const ways = {
      none: () => oidc.None(),
      client_secret_basic: () => oidc.ClientSecretBasic(client.client_secret),
      client_secret_post: () => oidc.ClientSecretPost(client.client_secret),
      client_secret_jwt: () => oidc.ClientSecretJwt(client.client_secret),
    };
    const metadata = { id_token_signed_response_alg: client.id_token_signed_response_alg };
    return oidc.discovery(new URL(signet.issuer), id, metadata, ways[client.token_endpoint_auth_method](), options);
  };

  /** A whole code flow; the person is new each time unless given. */
  const signIn = async (id, { redirectUri = clientOf(signet, id).redirect_uris[0], visitor = new Visitor(signet), more = {} } = {}) => {
    const config = await configure(id);
    const checks = {
      pkceCodeVerifier: oidc.randomPKCECodeVerifier(),
      expectedState: oidc.randomState(),
      expectedNonce: oidc.randomNonce(),
      idTokenExpected: true,
    };
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: SCOPE,
      state: checks.expectedState,
      nonce: checks.expectedNonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
      code_challenge_method: "S256",
      ...more,
    });
    const answer = await visitor.authorize(url, ada);
    assert.equal(answer.searchParams.get("iss"), signet.issuer, "the response says who answered (RFC 9207)");
    const tokens = await oidc.authorizationCodeGrant(config, answer, checks);
    return { config, tokens, answer, checks, visitor };
  };

  test("discovery names what there is, and says that responses carry iss", async () => {
    const metadata = (await configure("demo-app")).serverMetadata();
    assert.equal(metadata.issuer, signet.issuer);
    assert.equal(metadata.authorization_response_iss_parameter_supported, true);
    assert.ok(metadata.supportsPKCE("S256"));
    for (const endpoint of ["authorization", "token", "userinfo", "introspection", "revocation", "end_session"]) {
      assert.ok(metadata[`${endpoint}_endpoint`].startsWith(signet.issuer), endpoint);
    }
  });

  for (const id of ["demo-web", "by-basic", "by-post", "by-hmac"]) {
    test(`${id}: code flow, userinfo, refresh`, async () => {
      const { config, tokens } = await signIn(id);
      const claims = tokens.claims();
      assert.equal(claims.aud, id);
      const info = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
      assert.equal(info.email, ada.claims.email);
      assert.equal(info.address.locality, "London");
      const next = await oidc.refreshTokenGrant(config, tokens.refresh_token);
      assert.notEqual(next.refresh_token, tokens.refresh_token, "the refresh token is rotated");
      assert.notEqual(next.access_token, tokens.access_token);
      assert.equal(next.claims().sub, claims.sub);
      const info2 = await oidc.fetchUserInfo(config, next.access_token, claims.sub);
      assert.equal(info2.sub, claims.sub);
    });
  }

  for (const host of ["127.0.0.1", "[::1]", "localhost"]) {
    test(`demo-app: a public native client on a free port of ${host} (BR-01)`, async () => {
      const redirectUri = `http://${host}:53219/callback`;
      const { config, tokens, answer } = await signIn("demo-app", { redirectUri });
      assert.equal(`${answer.origin}${answer.pathname}`, redirectUri);
      const next = await oidc.refreshTokenGrant(config, tokens.refresh_token);
      assert.ok(next.access_token);
    });
  }

  test("a response of another issuer is told apart by its iss", async () => {
    const { config, answer, checks } = await signIn("demo-web");
    answer.searchParams.set("iss", "https://elsewhere.example");
    const refused = await oidc.authorizationCodeGrant(config, answer, checks).catch((error) => error);
    assert.match(String(refused.cause), /unexpected "iss"/);
  });

  test("a code is good once, and its second use ends what the first one got (BR-35)", async () => {
    const { config, tokens, answer, checks } = await signIn("demo-web");
    await assert.rejects(oidc.authorizationCodeGrant(config, answer, checks), { error: "invalid_grant" });
    const still = await oidc.tokenIntrospection(config, tokens.access_token);
    assert.equal(still.active, false);
    await assert.rejects(oidc.fetchUserInfo(config, tokens.access_token, oidc.skipSubjectCheck));
    await assert.rejects(oidc.refreshTokenGrant(config, tokens.refresh_token), { error: "invalid_grant" });
  });

  test("a wrong verifier gets nothing", async () => {
    const visitor = new Visitor(signet);
    const config = await configure("by-basic");
    const state = oidc.randomState();
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: clientOf(signet, "by-basic").redirect_uris[0],
      scope: "openid",
      state,
      code_challenge: await oidc.calculatePKCECodeChallenge(oidc.randomPKCECodeVerifier()),
      code_challenge_method: "S256",
    });
    const answer = await visitor.authorize(url, ada);
    const checks = { pkceCodeVerifier: oidc.randomPKCECodeVerifier(), expectedState: state };
    await assert.rejects(oidc.authorizationCodeGrant(config, answer, checks), { error: "invalid_grant" });
  });

  test("demo-service: a token for a service, introspected and revoked", async () => {
    const config = await configure("demo-service");
    const token = await oidc.clientCredentialsGrant(config);
    assert.equal(token.token_type, "bearer");
    assert.equal(token.refresh_token, undefined);
    const live = await oidc.tokenIntrospection(config, token.access_token);
    assert.equal(live.active, true);
    assert.equal(live.client_id, "demo-service");
    assert.equal(live.iss, signet.issuer);
    await oidc.tokenRevocation(config, token.access_token);
    assert.equal((await oidc.tokenIntrospection(config, token.access_token)).active, false);
  });

  test("client_secret_jwt: an assertion is good once", async () => {
    const client = clientOf(signet, "by-hmac");
    let assertion;
    const keep = (_header, payload) => (assertion = payload.jti);
    const way = oidc.ClientSecretJwt(client.client_secret, { [oidc.modifyAssertion]: keep });
    const again = oidc.ClientSecretJwt(client.client_secret, { [oidc.modifyAssertion]: (_, payload) => (payload.jti = assertion) });
    const options = { execute: [oidc.allowInsecureRequests] };
    const configs = [];
    for (const each of [way, again]) configs.push(await oidc.discovery(new URL(signet.issuer), "by-hmac", undefined, each, options));
    assert.ok((await oidc.clientCredentialsGrant(configs[0])).access_token);
    await assert.rejects(oidc.clientCredentialsGrant(configs[1]), { status: 401 });
  });

  test("a wrong secret is invalid_client", async () => {
    const options = { execute: [oidc.allowInsecureRequests] };
    for (const way of [oidc.ClientSecretBasic("wrong"), oidc.ClientSecretPost("wrong")]) {
      const config = await oidc.discovery(new URL(signet.issuer), "demo-service", undefined, way, options);
      await assert.rejects(oidc.clientCredentialsGrant(config), { status: 401 });
    }
  });

  test("revoking the refresh token ends the family", async () => {
    const { config, tokens } = await signIn("demo-web");
    await oidc.tokenRevocation(config, tokens.refresh_token);
    await assert.rejects(oidc.refreshTokenGrant(config, tokens.refresh_token), { error: "invalid_grant" });
    assert.equal((await oidc.tokenIntrospection(config, tokens.access_token)).active, false);
  });

  test("prompt=none without a session is login_required, with one it is silent", async () => {
    const visitor = new Visitor(signet);
    const refused = await signIn("demo-web", { visitor, more: { prompt: "none" } }).catch((error) => error);
    assert.equal(refused.error, "login_required");
    await signIn("demo-web", { visitor });
    const silent = await signIn("demo-web", { visitor, more: { prompt: "none" } });
    assert.ok(silent.tokens.id_token);
  });

  test("max_age is answered with auth_time", async () => {
    const config = await configure("demo-web");
    const { tokens } = await signIn("demo-web", { more: { max_age: "3600" } });
    const age = Date.now() / 1000 - tokens.claims().auth_time;
    assert.ok(age >= -1 && age < 30, `auth_time is ${age} s ago`);
    assert.ok(config.serverMetadata().claims_supported.includes("auth_time"));
  });

  test("the end session URL signs out and returns with state", async () => {
    const { config, tokens, visitor } = await signIn("by-basic");
    const bye = `${application.origin}/bye`;
    const url = oidc.buildEndSessionUrl(config, { id_token_hint: tokens.id_token, post_logout_redirect_uri: bye, state: "bye" });
    const answer = await visitor.open(url);
    assert.equal(answer.location, `${bye}?state=bye`);
    const refused = await signIn("by-basic", { visitor, more: { prompt: "none" } }).catch((error) => error);
    assert.equal(refused.error, "login_required");
  });

  test("signing out without a hint asks first, and never leads to an unregistered address (BR-26)", async () => {
    const { config, visitor } = await signIn("by-basic");
    const bye = `${application.origin}/bye`;
    for (const hint of [undefined, ""]) {
      const more = { client_id: "by-basic", post_logout_redirect_uri: bye, state: "asked" };
      const url = oidc.buildEndSessionUrl(config, hint === undefined ? more : { ...more, id_token_hint: hint });
      const page = await visitor.open(url);
      assert.equal(page.status, 200);
      assert.ok(page.html.includes('id="logout-form"'));
    }
    const undefinedHint = await visitor.open(oidc.buildEndSessionUrl(config, { id_token_hint: "undefined", client_id: "by-basic" }));
    assert.ok(undefinedHint.status < 500 && !undefinedHint.location);
    const elsewhere = { client_id: "by-basic", post_logout_redirect_uri: "https://elsewhere.example/" };
    const refused = await visitor.open(oidc.buildEndSessionUrl(config, elsewhere));
    assert.equal(refused.location, null);
    const asked = await visitor.open(oidc.buildEndSessionUrl(config, { client_id: "by-basic", post_logout_redirect_uri: bye, state: "asked" }));
    const done = await visitor.submit(asked, { action: "yes" });
    assert.equal(done.location, `${bye}?state=asked`);
  });
});

function secret() {
  return randomBytes(32).toString("base64url");
}
