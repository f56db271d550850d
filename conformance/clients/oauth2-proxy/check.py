"""Ada passes oauth2-proxy to a page behind it, which is told who she is; later her tokens are refreshed."""

import json
import os
import secrets
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, HTTPServer

from browser import Browser
from checking import expect, running

APP = os.environ["APP"]
ISSUER = os.environ["ISSUER"]
ada = Browser()


class Behind(BaseHTTPRequestHandler):
    """The page behind the proxy shows the headers that came."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({name.lower(): value for name, value in self.headers.items()}).encode())

    def log_message(self, *_):
        pass


def main(program, version):
    page = HTTPServer(("127.0.0.1", 0), Behind)
    threading.Thread(target=page.serve_forever, daemon=True).start()
    settings = {
        "OIDC_ISSUER_URL": ISSUER,
        "CLIENT_ID": os.environ["CLIENT_ID"],
        "CLIENT_SECRET": os.environ["CLIENT_SECRET"],
        "HTTP_ADDRESS": APP.removeprefix("http://"),
        "REDIRECT_URL": f"{APP}/oauth2/callback",
        "UPSTREAMS": f"http://127.0.0.1:{page.server_port}/",
        "COOKIE_SECRET": secrets.token_hex(16),
        "WHITELIST_DOMAINS": urllib.parse.urlsplit(ISSUER).netloc,  # it may send people there to sign out
    }
    environment = os.environ | {f"OAUTH2_PROXY_{name}": value for name, value in settings.items()}
    command = [program, "--config", "oauth2-proxy.cfg", "--cookie-refresh", "1s"]  # nobody waits for ten minutes here
    with running(command, f"{APP}/ping", env=environment):
        first = signs_in()
        second = refreshes(first)
        brings_a_token(second)
        signs_out()
    print(f"oauth2-proxy {version}: discovery, code flow with PKCE, ID token, userinfo, refresh, access token as JWT, logout")


def shown():
    page = ada.open(f"{APP}/")
    expect(page.status == 200 and page.url.startswith(APP), "the page behind the proxy", page)
    return json.loads(page.text)


def signs_in():
    page = ada.visit(f"{APP}/")
    expect(page.url == f"{APP}/" and ada.answered == ["login-form"], "to sign in and come back", page)
    told = json.loads(page.text)
    expect(told["x-forwarded-email"] == "ada@example.com", "ada's address from userinfo", told)
    expect(told["x-forwarded-preferred-username"] == "ada", "ada's name", told)
    return told


def refreshes(first):
    # It refreshes at a request that comes more than a second after the session was made: ask until it does.
    for _ in range(20):
        time.sleep(0.5)
        told = shown()
        if told["x-forwarded-access-token"] != first["x-forwarded-access-token"]:
            break
    expect(told["x-forwarded-access-token"] != first["x-forwarded-access-token"], "another access token", told)
    expect(told["x-forwarded-user"] == first["x-forwarded-user"], "the same person", told)
    return told


def brings_a_token(told):
    token = told["x-forwarded-access-token"]
    nobody = Browser()
    page = nobody.ask(f"{APP}/", headers={"Authorization": f"Bearer {token}"})
    expect(page.status == 200, "a good token to pass without a session", page)
    expect(json.loads(page.text)["x-forwarded-user"] == told["x-forwarded-user"], "the person of the token", page)
    head, body, signature = token.split(".")
    page = nobody.ask(f"{APP}/", headers={"Authorization": f"Bearer {head}.{body}.{signature[::-1]}"})
    expect(page.status == 403, "a token with a wrong signature to be refused", page)


def signs_out():
    back = urllib.parse.urlencode({"client_id": os.environ["CLIENT_ID"], "post_logout_redirect_uri": f"{APP}/"})
    there = urllib.parse.urlencode({"rd": f"{ISSUER}/logout?{back}"})
    page = ada.visit(f"{APP}/oauth2/sign_out?{there}")
    # Back at the proxy, which knows her no more, and sends her to sign in.
    expect(ada.answered[-1] == "logout-form" and "login-form" in page.forms, "signed out here and there", page)


main(*sys.argv[1:])
