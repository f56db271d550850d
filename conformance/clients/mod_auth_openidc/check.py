"""Ada signs in to pages that Apache guards with mod_auth_openidc; programs bring access tokens to an API."""

import base64
import json
import os
import secrets
import sys
import time
import urllib.parse
from pathlib import Path

from browser import Browser
from checking import expect, running

APP = os.environ["APP"]
ISSUER = os.environ["ISSUER"]
ada = Browser()


def main(apache, modules, version):
    for name in ("private", "private/members", "private/others", "api"):
        folder = Path(os.environ["WORK"], "pages", name)
        folder.mkdir(parents=True)
        (folder / "page.html").write_text(f"The page of {name}.")
    Path(os.environ["WORK"], "pages", "bye.html").write_text("Signed out.")
    environment = os.environ | {"MODULES": modules, "PASSPHRASE": secrets.token_hex(32)}
    command = [apache, "-f", f"{os.getcwd()}/apache.conf", "-D", "FOREGROUND"]
    with running(command, f"{APP}/bye.html", env=environment):
        signs_in()
        tokens = refreshes()
        signs_out(tokens)
        programs_bring_tokens()
    done = "discovery, code flow with PKCE, consent, ID token, userinfo, rules by claim, refresh, logout with revocation"
    print(f"mod_auth_openidc {version}: {done}, introspection, client credentials")


def signs_in():
    page = ada.visit(f"{APP}/private/page.html")
    expect(page.text == "The page of private.", "the page behind mod_auth_openidc", page)
    expect(ada.answered == ["login-form", "consent-form"], "sign-in and consent", ada.answered)
    expect(page.headers["X-Came"] == "ada", "ada by her user name", page.headers)
    expect(ada.open(f"{APP}/private/members/page.html").status == 200, "a page for her address alone to open")
    refused = ada.open(f"{APP}/private/others/page.html")
    expect(refused.status in (401, 403), "a page for charles to stay shut", refused)


def known(more=""):
    page = ada.open(f"{APP}/private/callback?info=json{more}")
    expect(page.status == 200, "the session's facts", page)
    return json.loads(page.text)


def refreshes():
    first = known()
    expect(first["userinfo"]["email"] == "ada@example.com", "ada's userinfo", first)
    time.sleep(2.2)  # it counts in whole seconds
    second = known("&access_token_refresh_interval=1")
    expect(second["access_token"] != first["access_token"], "a new access token", second)
    expect(second["refresh_token"] != first["refresh_token"], "a rotated refresh token", second)
    return second


def signs_out(tokens):
    expect(introspected(tokens["refresh_token"])["active"], "a live refresh token")
    back = urllib.parse.urlencode({"logout": f"{APP}/bye.html"})
    page = ada.open(f"{APP}/private/callback?{back}")
    expect(page.text == "Signed out." and "logout-form" not in ada.answered, "signed out without a question", page)
    expect(not introspected(tokens["refresh_token"])["active"], "the refresh token to be revoked at sign-out")
    page = ada.open(f"{APP}/private/page.html")
    expect("login-form" in page.forms, "to be asked for the password again", page)


def programs_bring_tokens():
    program = Browser()
    token = json.loads(as_client("/token", grant_type="client_credentials").text)["access_token"]
    page = program.ask(f"{APP}/api/page.html", headers={"Authorization": f"Bearer {token}"})
    expect(page.text == "The page of api." and page.headers["X-Came"] == os.environ["CLIENT_ID"], "a good token to pass", page)
    as_client("/revoke", token=token)
    for bad in (token, "nonsense"):
        page = program.ask(f"{APP}/api/page.html", headers={"Authorization": f"Bearer {bad}"})
        expect(page.status == 401, "a revoked or unknown token to be refused", page)
    expect(program.ask(f"{APP}/api/page.html").status in (400, 401), "no token to be refused")


def introspected(token):
    return json.loads(as_client("/introspect", token=token).text)


def as_client(path, **fields):
    both = f"{os.environ['CLIENT_ID']}:{os.environ['CLIENT_SECRET']}"
    secret = base64.b64encode(both.encode()).decode()
    page = Browser().ask(ISSUER + path, fields, {"Authorization": f"Basic {secret}"})
    expect(page.status == 200, f"{path} to answer", page)
    return page


main(*sys.argv[1:])
