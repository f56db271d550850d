// What every test here stands on: a provider started as a child process, and the rule that a missing tool is
// said aloud. Nothing is known of Signet's inside: its command line, its pages, its protocol.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";

const BINARY = process.env.SIGNET_BINARY;
const START_LIMIT_MS = 60_000;

/** The browser's program. */
export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/**
 * One subject of tests. Where a need is not met, it is skipped with a loud line, or fails when
 * SIGNET_TEST_REQUIRE_ALL=1 says that nothing may be skipped.
 * @param {string} name the subject
 * @param {{chromium?: boolean, modules?: string[]}} needs besides the binary
 * @param {(modules: Record<string, any>) => void} body registers the tests
 */
export async function subject(name, { chromium = false, modules = [] }, body) {
  const wanted = chromium ? ["playwright-core", ...modules] : modules;
  const missing = [];
  if (!BINARY || !existsSync(BINARY)) missing.push("SIGNET_BINARY, the path of the built program");
  if (chromium && !existsSync(CHROMIUM)) missing.push("Chromium (CHROMIUM says where)");
  const loaded = {};
  for (const module of wanted) {
    try {
      loaded[module] = await import(module);
    } catch {
      missing.push(`the npm package ${module} (npm ci)`);
    }
  }
  if (missing.length === 0) describe(name, { concurrency: false }, () => body(loaded));
  else without(name, missing);
}

/** Says aloud that `name` was not tested, or fails where that is not allowed. */
export function without(name, missing) {
  const words = `${name}: missing ${missing.join("; ")}`;
  if (process.env.SIGNET_TEST_REQUIRE_ALL === "1") {
    test(name, () => {
      throw new Error(`SIGNET_TEST_REQUIRE_ALL=1 allows no skip. ${words}`);
    });
    return;
  }
  process.stderr.write(`\n*** SKIPPED *** ${words}\n\n`);
  test(name, { skip: words });
}

/** The environment of a child: none of our own settings leak in. */
export function environment(settings = {}) {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("SIGNET"));
  return { ...Object.fromEntries(kept), ...settings };
}

/** A folder of its own, which `remove` takes away. */
export async function folder() {
  const path = await mkdtemp(join(tmpdir(), "signet-outside-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/**
 * Runs the program to its end.
 * @returns {Promise<{code: number | null, stdout: string, stderr: string, ms: number}>} `code` is null if it had to be stopped
 */
export function run(args, { settings = {}, cwd, limitMs = 10_000 } = {}) {
  return new Promise((resolve, reject) => {
    const begun = Date.now();
    const child = spawn(BINARY, args, { cwd, env: environment(settings), stdio: ["ignore", "pipe", "pipe"] });
    const said = collect(child);
    const timer = setTimeout(() => child.kill("SIGKILL"), limitMs);
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(timer);
      resolve({ code, ...said, ms: Date.now() - begun });
    });
  });
}

function collect(child) {
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"]) child[stream].on("data", (bytes) => (said[stream] += bytes));
  return said;
}

/**
 * Starts `signet dev` and waits until it accepts connections.
 * @param {{data?: string, listen?: string, clients?: object[], settings?: Record<string, string>, json?: boolean}} options
 *   `data`: a folder to go on with, which then stays; `clients`: metadata (RFC 7591) of further clients;
 *   `settings`: environment; `json`: false for the words that a person reads
 */
export async function startSignet({ data, listen, clients = [], settings = {}, json = true } = {}) {
  const room = await folder();
  const files = [];
  for (const [index, client] of clients.entries()) {
    const file = join(room.path, `client-${index}.json`);
    await writeFile(file, JSON.stringify(client));
    files.push("--client", file);
  }
  const place = data ?? join(room.path, "data");
  const args = ["dev", "--data", place, "--listen", listen ?? "127.0.0.1:0", ...files, ...(json ? ["--json"] : [])];
  const child = spawn(BINARY, args, { cwd: room.path, env: environment(settings), stdio: ["ignore", "pipe", "pipe"] });
  const said = collect(child);
  const ended = new Promise((resolve) => child.once("close", resolve));
  const stop = async (signal = "SIGTERM") => {
    if (child.exitCode === null && child.signalCode === null) process.kill(child.pid, signal);
    await ended;
    await room.remove();
  };
  try {
    const printed = await firstWords(child, said, json ? /^(\{.*\})\n/m : /Issuer +(\S+)[^]*Stop with/);
    const facts = json ? JSON.parse(printed) : { issuer: printed };
    return { ...facts, child, said, stop, port: new URL(facts.issuer).port, data: place };
  } catch (error) {
    await stop("SIGKILL");
    throw error;
  }
}

function firstWords(child, said, pattern) {
  return new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`signet dev ${why}\n${said.stdout}${said.stderr}`));
    const timer = setTimeout(() => fail("did not start in time"), START_LIMIT_MS);
    const look = () => {
      const found = pattern.exec(said.stdout);
      if (!found) return;
      clearTimeout(timer);
      resolve(found[1]);
    };
    child.stdout.on("data", look);
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
  });
}

/** A client of the fixture by its id. */
export function clientOf(signet, id) {
  const client = signet.clients.find((known) => known.client_id === id);
  if (!client) throw new Error(`the fixture has no client ${id}`);
  return client;
}

/** A person of the fixture by name. */
export function personOf(signet, username) {
  const person = signet.users.find((known) => known.username === username);
  if (!person) throw new Error(`the fixture has no user ${username}`);
  return person;
}

/**
 * A relying party's own little server, on another port and another site (127.0.0.1, not localhost).
 * It keeps what its callback was sent and says that the person has arrived.
 * @param {Record<string, {type: string, body: string | Buffer}>} files by path, answered before anything else
 */
export async function startApplication(files = {}) {
  const all = { "/logo.png": { type: "image/png", body: LOGO }, ...files };
  const visits = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://127.0.0.1");
    const file = all[url.pathname];
    if (file) {
      response.setHeader("content-type", file.type);
      response.end(file.body);
      return;
    }
    let body = "";
    request.on("data", (bytes) => (body += bytes));
    request.on("end", () => {
      const sent = request.method === "POST" ? new URLSearchParams(body) : url.searchParams;
      if (url.pathname.startsWith("/callback")) {
        visits.push({ method: request.method, path: url.pathname, headers: request.headers, ...Object.fromEntries(sent) });
      }
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(`<!doctype html><html lang="en"><title>application</title><p id="arrived">${url.pathname.slice(1)}</p>`);
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { origin, visits, stop };
}

// Three lines of writing on a rounded square.
const LOGO = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAADAAAAAwCAMAAABg3Am1AAAACVBMVEUAAAC0Uwn///8APWQgAAAAAXRSTlMAQObYZgAAAFJJREFUeNrtljEOwC" +
    "AQw878/9FsVYUEqgcQV53neMqQRDywIEb4gIy/FXAGSMMKII37BCS3C21CJqF6qB729JBTyNrDH/bhwIr6YffXwZ8Tc386260JfdN1WRkAAAAA" +
    "SUVORK5CYII=",
  "base64",
);
