// Serves the page, its script and the packages that it imports: files, nothing that runs.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

const { CLIENT_ID, ISSUER, WORK } = process.env;
const PAGE = "/index.html";
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".mjs": "text/javascript" };

export const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  if (pathname === "/provider.json") {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ authority: ISSUER, client_id: CLIENT_ID }));
    return;
  }
  const file = ["/", "/callback", "/bye"].includes(pathname) ? PAGE : pathname;
  try {
    const content = await readFile(WORK + file);
    response.writeHead(200, { "content-type": TYPES[/\.\w+$/.exec(file)?.[0]] ?? "text/plain" }).end(content);
  } catch {
    response.writeHead(404).end();
  }
});
