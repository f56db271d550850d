"""Ada signs in to the application in Rust; then her tokens are judged and renewed, and she signs out."""

import json
import os
import re
import sys
from pathlib import Path

from browser import Browser
from checking import expect, running

APP = os.environ["APP"]
LOCK = Path(__file__).resolve().parents[3] / "Cargo.lock"
ada = Browser()


def main(program):
    with running([program], f"{APP}/bye"):
        first = signs_in()
        refreshes(first)
        acts_for_itself(first)
        signs_out()
    done = "discovery, code flow with PKCE, consent, ID token, userinfo, introspection, refresh, client credentials, logout"
    print(f"openidconnect {version('openidconnect')} and oauth2 {version('oauth2')}: {done}")


def signs_in():
    ada.open(f"{APP}/login")
    planted = key()
    page = ada.visit(f"{APP}/")
    expect(key() != planted, "another key than the one from before the sign-in")
    expect(page.status == 200 and page.url == f"{APP}/", "the application's page", page)
    expect(ada.answered == ["login-form", "consent-form"], "sign-in and consent", ada.answered)
    seen = json.loads(page.text)
    expect(seen["userinfo"]["email"] == "ada@example.com" and seen["active"], "ada, with a token that counts", seen)
    return seen


def key():
    return next(cookie.value for cookie in ada.cookies if cookie.name == "browser")


def refreshes(first):
    second = json.loads(ada.open(f"{APP}/refresh").text)
    expect(second["access_token"] != first["access_token"], "a new access token")
    expect(second["userinfo"]["sub"] == first["userinfo"]["sub"], "the same person", second)
    third = json.loads(ada.open(f"{APP}/refresh").text)
    expect(third["active"], "the rotated refresh token to be good", third)


def acts_for_itself(first):
    token = json.loads(ada.open(f"{APP}/service").text)["access_token"]
    expect(token.count(".") == 2 and token != first["access_token"], "a token of its own", token)


def signs_out():
    page = ada.visit(f"{APP}/logout")
    expect(page.text == "Signed out.", "back from Signet's sign-out", page)
    expect("logout-form" not in ada.answered, "not to be asked", ada.answered)
    page = ada.open(f"{APP}/")
    expect("login-form" in page.forms, "to be asked for the password again", page)
    page = ada.open(f"{APP}/callback?code=stolen&state=guessed")
    expect(page.status == 502, "an answer that nobody asked for to be refused", page)


def version(crate):
    return re.search(rf'name = "{crate}"\nversion = "([^"]+)"', LOCK.read_text())[1]


main(*sys.argv[1:])
