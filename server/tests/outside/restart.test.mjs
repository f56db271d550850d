// What a process owes to whoever starts, stops and kills it: a login in flight survives, a second start finds what the
// first one left, and what can not work ends at once with one clear line that tells no secret.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { clientOf, folder, personOf, run, startSignet, subject, without } from "./fixture.mjs";
import { Visitor, authorizationUrl, titleOf } from "./visitor.mjs";

const REFUSAL_LIMIT_MS = 3000;
const MASTER_KEY = randomBytes(32).toString("base64");
const LOOPBACK = "http://localhost:8443";

await subject("kills and restarts", {}, () => {
  let room;
  before(async () => (room = await folder()));
  after(() => room.remove());

  test("a login in flight survives kill -9 between the page and its answer", async () => {
    const data = join(room.path, "in-flight");
    const first = await startSignet({ data });
    const visitor = new Visitor(first);
    const url = authorizationUrl(first, clientOf(first, "demo-web"), { state: "survivor" });
    const page = await visitor.open(url);
    assert.ok(page.html.includes('id="login-form"'));
    await first.stop("SIGKILL");
    const second = await startSignet({ data, listen: `127.0.0.1:${first.port}` });
    try {
      assert.deepEqual(second.users, first.users, "people keep their passwords");
      assert.deepEqual(secrets(second), secrets(first), "clients keep their secrets");
      const ada = personOf(second, "ada");
      const done = await visitor.submit(page, { username: ada.username, password: ada.password });
      const answer = new URL(done.location);
      assert.equal(answer.searchParams.get("state"), "survivor");
      assert.ok(answer.searchParams.get("code"), "there is a code");
      const again = await visitor.open(page.url);
      assert.ok(again.status < 500 && /<a [^>]*href=/.test(again.html), "the old address offers a way on (BR-22)");
    } finally {
      await second.stop();
    }
  });

  test("a session survives kill -9", async () => {
    const data = join(room.path, "session");
    const first = await startSignet({ data });
    const visitor = new Visitor(first);
    const client = clientOf(first, "demo-web");
    await visitor.authorize(authorizationUrl(first, client), personOf(first, "ada"));
    await first.stop("SIGKILL");
    const second = await startSignet({ data, listen: `127.0.0.1:${first.port}` });
    try {
      const silent = await visitor.authorize(authorizationUrl(second, client, { prompt: "none" }));
      assert.ok(silent.searchParams.get("code"), "there is a code");
    } finally {
      await second.stop();
    }
  });

  test("started again it says that it found its data; on another port it takes the new issuer", async () => {
    const data = join(room.path, "words");
    const first = await startSignet({ data, json: false });
    await first.stop();
    assert.match(first.said.stdout, /made just now/);
    const second = await startSignet({ data, json: false });
    await second.stop();
    assert.match(second.said.stdout, /found what was there/);
    assert.notEqual(second.issuer, first.issuer);
    const password = (said) => /ada +password (\S+)/.exec(said.stdout)[1];
    assert.equal(password(second.said), password(first.said));
    for (const { said } of [first, second]) assert.doesNotMatch(said.stderr, /error|panicked/i);
  });

  test("the curl line of the banner gets a token when it is pasted", async () => {
    const signet = await startSignet({ json: false });
    try {
      const [, user, url] = /curl -s -u '([^']+)' -d grant_type=client_credentials (\S+)/.exec(signet.said.stdout);
      const answer = await fetch(url, {
        method: "POST",
        headers: { authorization: `Basic ${Buffer.from(user).toString("base64")}` },
        body: new URLSearchParams({ grant_type: "client_credentials" }),
      });
      assert.equal(answer.status, 200);
      assert.ok((await answer.json()).access_token);
    } finally {
      await signet.stop();
    }
  });

  test("SIGTERM ends it with 0", async () => {
    const signet = await startSignet();
    await signet.stop("SIGTERM");
    assert.equal(signet.child.exitCode, 0);
  });

  test("a log that goes to a file has no colours in it", async () => {
    const signet = await startSignet();
    await fetch(signet.issuer);
    await signet.stop();
    assert.ok(signet.said.stderr.length > 0, "something is logged");
    assert.ok(!signet.said.stderr.includes("\u001b"), signet.said.stderr.slice(0, 80));
  });

  test("a port in use ends it with one clear line", async () => {
    const signet = await startSignet();
    try {
      const data = join(room.path, "port-in-use");
      const refused = await run(["dev", "--data", data, "--listen", `127.0.0.1:${signet.port}`], { cwd: room.path });
      isRefusal(refused, new RegExp(signet.port));
    } finally {
      await signet.stop();
    }
  });

  test("dev refuses plain http beyond loopback", async () => {
    const data = join(room.path, "beyond");
    const args = ["dev", "--data", data, "--listen", "127.0.0.1:0", "--issuer", "http://id.example.com"];
    isRefusal(await run(args, { cwd: room.path }), /https|loopback/);
  });

  const configured = (settings) => {
    const all = {
      SIGNET__SERVER__ISSUER: LOOPBACK,
      SIGNET__SERVER__LISTEN: "127.0.0.1:0",
      SIGNET__SERVER__DATA: join(room.path, "serve"),
      SIGNET__SEALING__MASTER_KEY: MASTER_KEY,
      ...settings,
    };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  };
  const refusals = [
    ["no issuer", { SIGNET__SERVER__ISSUER: undefined }, /issuer/],
    ["no master key", { SIGNET__SEALING__MASTER_KEY: undefined }, /master_key/],
    ["a master key that is too short", { SIGNET__SEALING__MASTER_KEY: MASTER_KEY.slice(0, 20) }, /master_key[^]*32/],
    ["plain http beyond loopback", { SIGNET__SERVER__ISSUER: "http://id.example.com" }, /issuer[^]*https/],
    ["an unknown key, naming the nearest", { SIGNET__TOKENS__ACESS: "5m" }, /acess[^]*tokens\.access|ACESS[^]*TOKENS__ACCESS/i],
    ["an unknown section, naming the nearest", { SIGNET__TOKNES__ACCESS: "5m" }, /tokens/i],
    ["a value of the wrong kind", { SIGNET__TOKENS__ACCESS: "soon" }, /access/i],
    ["a database that was never migrated", {}, /signet migrate/],
  ];
  for (const [what, settings, words] of refusals) {
    test(`serve refuses ${what}`, async () => {
      isRefusal(await run(["serve"], { settings: configured(settings), cwd: room.path }), words);
      await assert.rejects(stat(join(room.path, "serve")), { code: "ENOENT" }, "nothing was touched");
    });
  }

  test("serve tells at once that a certificate is not there and lacks its key", async () => {
    const refused = await run(["serve"], { settings: configured({ SIGNET__SERVER__TLS_CERTIFICATE: "nothing.pem" }), cwd: room.path });
    assert.notEqual(refused.code, 0);
    const lines = refused.stderr.trim().split("\n");
    assert.equal(lines.length, 2, refused.stderr);
    assert.match(lines[0], /server\.tls_certificate and server\.tls_key together/);
    assert.match(lines[1], /nothing\.pem.*No such file/);
  });

  test("serve names file and key of a mistake in a file", async () => {
    const file = join(room.path, "mistaken.toml");
    await writeFile(file, '[sessions]\nidel = "1d"\n');
    const refused = await run(["serve", "--config", file], { settings: configured({}), cwd: room.path });
    isRefusal(refused, /mistaken\.toml[^]*idel[^]*idle|idel[^]*idle[^]*mistaken\.toml/);
  });

  test("serve refuses the data directory of a demo", async () => {
    const data = join(room.path, "demo");
    const demo = await startSignet({ data });
    await demo.stop();
    const keys = [{}, { SIGNET__SEALING__MASTER_KEY: undefined, SIGNET__SEALING__MASTER_KEY_FILE: join(data, "master.key") }];
    for (const key of keys) {
      const settings = configured({ SIGNET__SERVER__DATA: data, ...key });
      isRefusal(await run(["serve"], { settings, cwd: room.path }), /signet dev|demo/, secrets(demo));
    }
  });

  test("a login page left open over night begins again by itself (BR-23)", async () => {
    const signet = await startSignet({ settings: { SIGNET__SESSIONS__TRANSACTION: "1s" } });
    try {
      const visitor = new Visitor(signet);
      const [ada, client] = [personOf(signet, "ada"), clientOf(signet, "demo-web")];
      const page = await visitor.open(authorizationUrl(signet, client, { state: "night" }));
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const again = await visitor.submit(page, { username: ada.username, password: ada.password });
      assert.equal(again.status, 200);
      assert.doesNotMatch(again.html, /do not match/);
      assert.match(again.html, /open for too long/);
      const done = await visitor.submit(again, { username: ada.username, password: ada.password });
      assert.equal(new URL(done.location).searchParams.get("state"), "night");
      assert.ok(new URL(done.location).searchParams.get("code"), "there is a code");
    } finally {
      await signet.stop();
    }
  });

  test("200 requests leave few cookies, and the first and last can still be finished (BR-31)", async () => {
    const signet = await startSignet();
    try {
      const visitor = new Visitor(signet);
      const ids = ["demo-web", "demo-partner", "demo-app"];
      const pages = [];
      for (let count = 0; count < 200; count++) {
        const client = clientOf(signet, ids[count % 3]);
        pages.push(await visitor.open(authorizationUrl(signet, client, { state: `${count}-`.padEnd(500, "s") })));
        assert.ok(visitor.cookieHeader().length < 4096, `${visitor.cookieHeader().length} bytes after ${count + 1}`);
      }
      const ada = personOf(signet, "ada");
      for (const index of [0, 199]) {
        let answer = await visitor.submit(pages[index], { username: ada.username, password: ada.password });
        if (answer.html.includes('id="consent-form"')) answer = await visitor.submit(answer, { action: "approve" });
        assert.match(new URL(answer.location).searchParams.get("state"), new RegExp(`^${index}-`));
        assert.ok(new URL(answer.location).searchParams.get("code"), "there is a code");
      }
      assert.equal(visitor.cookies.size, 3, "the session, one for all open pages, and one that the browser is known by");
      const cookie = `${visitor.cookieHeader()}; ${Array.from({ length: 20 }, (_, n) => `foreign${n}=${"x".repeat(1000)}`).join("; ")}`;
      const heavy = await visitor.ask("/", { headers: { cookie } }).catch((error) => error);
      assert.ok(heavy.status === 200 || heavy.status === 431, `20 kB of foreign cookies: ${heavy.status ?? heavy}`);
      const url = authorizationUrl(signet, clientOf(signet, ids[0]));
      const ended = await visitor.open(url, { headers: { cookie } }).catch((error) => error);
      assert.ok(ended.location || ended.status === 200 || ended.status === 431, `no endless redirect: ${ended.status ?? ended}`);
    } finally {
      await signet.stop();
    }
  });

  test("a bookmarked login page offers a way on, whoever opens it (BR-22)", async () => {
    const signet = await startSignet();
    try {
      const visitor = new Visitor(signet);
      const page = await visitor.open(authorizationUrl(signet, clientOf(signet, "demo-web")));
      const ada = personOf(signet, "ada");
      const done = await visitor.submit(page, { username: ada.username, password: ada.password });
      assert.ok(done.location);
      const stranger = new Visitor(signet);
      const damaged = page.url.slice(0, -1) + (page.url.endsWith("A") ? "B" : "A");
      for (const [who, url] of [[visitor, page.url], [stranger, page.url], [visitor, damaged], [visitor, "/login"]]) {
        const answer = await who.open(url);
        assert.ok(answer.status >= 200 && answer.status < 500, `${url}: ${answer.status}`);
        assert.ok(titleOf(answer.html), url);
        assert.match(answer.html, /<main>[^]*<a [^>]*href=[^]*<\/main>/, `${url} offers a link`);
        assert.doesNotMatch(answer.html, /ada@example\.com/, url);
      }
      const again = await visitor.submit(page, { username: ada.username, password: ada.password });
      assert.equal(again.location, null, "a used transaction brings no second code");
    } finally {
      await signet.stop();
    }
  });
});

const migrates = process.env.SIGNET_BINARY ? await run(["migrate", "--help"]).catch((error) => error) : {};
if (migrates.code === 0) await subject("serve in production", {}, production);
else without("serve in production", ["SIGNET_BINARY with the commands migrate and key generate-master"]);

function production() {
  test("/dev is nowhere under serve", async () => {
    const room = await folder();
    try {
      const generated = await run(["key", "generate-master"], { cwd: room.path });
      assert.equal(generated.code, 0, generated.stderr);
      const port = await freePort();
      const settings = {
        SIGNET__SERVER__ISSUER: `http://localhost:${port}`,
        SIGNET__SERVER__LISTEN: `127.0.0.1:${port}`,
        SIGNET__SERVER__DATA: room.path,
        SIGNET__SEALING__MASTER_KEY: generated.stdout.trim(),
      };
      const migrated = await run(["migrate"], { settings, cwd: room.path, limitMs: 30_000 });
      assert.equal(migrated.code, 0, migrated.stderr);
      const serving = run(["serve"], { settings, cwd: room.path, limitMs: 20_000 });
      await answers(`http://127.0.0.1:${port}/readyz`);
      for (const path of ["/dev/sign-in/demo-web", "/dev/callback", "/dev/", "/dev"]) {
        assert.equal((await fetch(`http://127.0.0.1:${port}${path}`)).status, 404, path);
      }
      await serving;
    } finally {
      await room.remove();
    }
  });
}

/** Ended soon, by itself, with one line of words and without a secret. */
function isRefusal({ code, stdout, stderr, ms }, words, hidden = []) {
  const said = `${stdout}${stderr}`.trim();
  assert.ok(code !== 0 && code !== null, `ends with a failure, not ${code}: ${said}`);
  assert.ok(ms < REFUSAL_LIMIT_MS, `took ${ms} ms`);
  assert.match(said, words);
  assert.equal(said.split("\n").length, 1, `one line, not:\n${said}`);
  assert.doesNotMatch(said, /panicked|backtrace/i);
  for (const secret of [MASTER_KEY, MASTER_KEY.slice(0, 20), ...hidden]) assert.ok(!said.includes(secret), "tells a secret");
}

function secrets(signet) {
  return signet.clients.map((client) => client.client_secret).filter(Boolean);
}

async function freePort() {
  const { createServer } = await import("node:net");
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(url) {
  for (let tries = 0; tries < 100; tries++) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new Error(`${url} does not answer`);
}
