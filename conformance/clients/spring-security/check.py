"""Ada signs in to a Spring application; her token and the application's own are brought to its API."""

import json
import os
import sys
import time
from pathlib import Path

from browser import Browser
from checking import expect, running

APP = os.environ["APP"]
ada = Browser()


def main(jar, version):
    log = Path(os.environ["WORK"], "spring.log")
    command = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-jar", jar]
    with log.open("w") as output:
        try:
            with running(command, f"{APP}/bye", stdout=output, stderr=output):
                first = signs_in()
                refreshes(first)
                brings_tokens(first)
                signs_out(first)
        except SystemExit:
            print(log.read_text()[-6000:])
            raise
    done = "discovery, code flow with PKCE, consent, ID token, userinfo, refresh, client credentials"
    print(f"Spring Security {version}: {done}, resource server with JWTs, logout")


def signs_in():
    page = ada.visit(f"{APP}/")
    expect(page.status == 200 and page.url.startswith(f"{APP}/"), "the application's page", page)
    expect(ada.answered == ["login-form", "consent-form"], "sign-in and consent", ada.answered)
    seen = json.loads(page.text)
    expect(seen["name"] == "ada" and seen["email"] == "ada@example.com", "ada", seen)
    return seen


def refreshes(first):
    for _ in range(10):
        time.sleep(1)
        second = json.loads(ada.open(f"{APP}/").text)
        if second["access_token"] != first["access_token"]:
            break
    expect(second["access_token"] != first["access_token"], "an access token that was renewed", second)
    expect(second["subject"] == first["subject"], "the same person", second)


def brings_tokens(first):
    program = Browser()
    ask = lambda token: program.ask(f"{APP}/api/me", headers={"Authorization": f"Bearer {token}"})
    expect(subject(ask(first["access_token"])) == first["subject"], "ada's own id")
    service = json.loads(ada.open(f"{APP}/service").text)["access_token"]
    expect(subject(ask(service)) == os.environ["CLIENT_ID"], "the service's own id")
    head, body, signature = service.split(".")
    expect(ask(f"{head}.{body}.{signature[::-1]}").status == 401, "a token with a wrong signature to be refused")
    expect(program.ask(f"{APP}/api/me").status == 401, "no token to be refused")


def subject(page):
    expect(page.status == 200, "the token to be taken", page.headers)
    return json.loads(page.text)["subject"]


def signs_out(first):
    page = ada.open(f"{APP}/logout", {"_csrf": first["csrf"]})
    expect(page.text == "Signed out.", "back from Signet's sign-out", page)
    expect("logout-form" not in ada.answered, "not to be asked", ada.answered)
    page = ada.open(f"{APP}/")
    expect("login-form" in page.forms, "to be asked for the password again", page)


main(*sys.argv[1:])
