// private_key_jwt (RFC 7523) by npm openid-client: keys registered with the client, and keys at an address of its own.

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { startSignet, subject } from "./fixture.mjs";

const ALGORITHMS = {
  ES256: { pair: ["ec", { namedCurve: "P-256" }], key: { name: "ECDSA", namedCurve: "P-256" } },
  RS256: { pair: ["rsa", { modulusLength: 2048 }], key: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } },
  PS256: { pair: ["rsa", { modulusLength: 2048 }], key: { name: "RSA-PSS", hash: "SHA-256" } },
  EdDSA: { pair: ["ed25519", {}], key: { name: "Ed25519" } },
};

await subject("clients with keys of their own", { modules: ["openid-client"] }, ({ "openid-client": oidc }) => {
  const pairs = {};
  let signet, keys;

  before(async () => {
    for (const [name, { pair }] of Object.entries(ALGORITHMS)) pairs[name] = generateKeyPairSync(...pair);
    keys = await serveKeys(Object.keys(pairs).map(publicKey));
    const common = { token_endpoint_auth_method: "private_key_jwt", grant_types: ["client_credentials"], response_types: [] };
    const registered = Object.keys(pairs).map((name) => ({ ...common, client_id: `with-${name}`, jwks: { keys: [publicKey(name)] } }));
    const fetched = { ...common, client_id: "with-address", jwks_uri: keys.address };
    signet = await startSignet({ clients: [...registered, fetched] });
  });
  after(async () => {
    await signet?.stop();
    await keys?.stop();
  });

  const publicKey = (name) => ({ ...pairs[name].publicKey.export({ format: "jwk" }), kid: name, alg: name, use: "sig" });

  const configure = async (id, name, options) => {
    const jwk = pairs[name].privateKey.export({ format: "jwk" });
    const key = await crypto.subtle.importKey("jwk", jwk, ALGORITHMS[name].key, false, ["sign"]);
    // The library calls Ed25519 by its newer name (RFC 9864); Signet's metadata says EdDSA.
    const named = { [oidc.modifyAssertion]: (header) => void (header.alg = name) };
    const way = oidc.PrivateKeyJwt({ key, kid: name }, options ?? named);
    return oidc.discovery(new URL(signet.issuer), id, undefined, way, { execute: [oidc.allowInsecureRequests] });
  };

  for (const name of Object.keys(ALGORITHMS)) {
    test(`${name}: tokens, introspection and revocation by assertion`, async () => {
      for (const id of [`with-${name}`, "with-address"]) {
        const config = await configure(id, name);
        const { access_token: token } = await oidc.clientCredentialsGrant(config);
        assert.equal((await oidc.tokenIntrospection(config, token)).active, true, id);
        await oidc.tokenRevocation(config, token);
        assert.equal((await oidc.tokenIntrospection(config, token)).active, false, id);
      }
    });
  }

  test("an assertion is judged by audience, time, subject and use (BR-11)", async () => {
    const now = Math.floor(Date.now() / 1000);
    const cases = [
      [true, "the issuer as audience", (payload) => (payload.aud = signet.issuer)],
      [true, "an array of one", (payload) => (payload.aud = [signet.issuer])],
      [true, "a clock 5 s ahead", (payload) => Object.assign(payload, { iat: now + 5, nbf: now + 5 })],
      [false, "another audience", (payload) => (payload.aud = "https://elsewhere.example")],
      [false, "a clock 5 min ahead", (payload) => Object.assign(payload, { iat: now + 300, nbf: now + 300, exp: now + 360 })],
      [false, "expired long ago", (payload) => (payload.exp = now - 300)],
      [false, "no expiry", (payload) => delete payload.exp],
      [false, "an issuer that is not the subject", (payload) => (payload.iss = "demo-service")],
    ];
    for (const [passes, what, change] of cases) {
      const config = await configure("with-ES256", "ES256", { [oidc.modifyAssertion]: (_, payload) => void change(payload) });
      const asked = oidc.clientCredentialsGrant(config).then(() => "a token", (error) => error.status ?? error);
      assert.equal(await asked, passes ? "a token" : 401, what);
    }
    const config = await configure("with-ES256", "ES256", { [oidc.modifyAssertion]: (_, payload) => void (payload.jti = "once") });
    const twice = await Promise.allSettled([oidc.clientCredentialsGrant(config), oidc.clientCredentialsGrant(config)]);
    assert.deepEqual(twice.map(({ status }) => status).sort(), ["fulfilled", "rejected"], "one of two alike in parallel");
  });

  test("another client's key opens nothing", async () => {
    const config = await configure("with-ES256", "RS256");
    await assert.rejects(oidc.clientCredentialsGrant(config), { status: 401 });
  });
});

async function serveKeys(list) {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ keys: list }));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve)));
  return { address: `http://127.0.0.1:${server.address().port}/keys`, stop };
}
