"""Ada signs in to the application; then its tokens are refreshed, introspected and revoked."""

import json
import os
import threading
from importlib.metadata import version

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from browser import Browser
from checking import expect
from werkzeug.serving import make_server

from app import APP, app, oauth, tokens

ada = Browser()


def main():
    server = make_server("127.0.0.1", int(os.environ["PORT"]), app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sub = signs_in()
    metadata = oauth.signet.load_server_metadata()
    session = client_session(metadata, tokens[sub])
    refreshes(session, sub, metadata)
    signs_out()
    revokes(session, metadata)
    acts_for_itself(client_session(metadata), metadata)
    done = "discovery, code flow with PKCE, consent, ID token, userinfo, refresh, introspection, revocation, logout, client credentials"
    print(f"Authlib {version('Authlib')}: {done}")


def signs_in():
    page = ada.visit(f"{APP}/")
    expect(page.status == 200 and page.url == f"{APP}/", "the application's page", page)
    expect(ada.answered == ["login-form", "consent-form"], "sign-in and consent", ada.answered)
    person = json.loads(page.text)
    expect(person["email"] == "ada@example.com" and person["name"] == "Ada King Lovelace", "ada's userinfo", person)
    return person["sub"]


def client_session(metadata, token=None):
    """Authlib's session as services use it."""
    return OAuth2Session(
        os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"], token=token, token_endpoint=metadata["token_endpoint"]
    )


def refreshes(session, sub, metadata):
    old = dict(session.token)
    new = session.refresh_token(metadata["token_endpoint"])
    expect(new["access_token"] != old["access_token"], "a new access token")
    expect(new["refresh_token"] != old["refresh_token"], "a rotated refresh token")
    person = session.get(metadata["userinfo_endpoint"]).json()
    expect(person["sub"] == sub, "the same person", person)


def signs_out():
    page = ada.visit(f"{APP}/logout")
    expect(page.text == "Signed out.", "back at the application, with its state", page)
    page = ada.open(f"{APP}/")
    expect("login-form" in page.forms, "to be asked for the password again", page)
    page = ada.ask(f"{APP}/logout")
    expect(page.status == 302 and page.headers["Location"] == "/", "to be sent home when nobody is signed in", page)


def revokes(session, metadata):
    # The tokens of somebody else's application outlive the session: that is what offline_access asked consent for.
    token, endpoint = session.token, metadata["introspection_endpoint"]
    expect(session.introspect_token(endpoint, token["access_token"]).json()["active"], "a live access token")
    answer = session.revoke_token(metadata["revocation_endpoint"], token["refresh_token"], "refresh_token")
    expect(answer.status_code == 200, "to be revoked", answer.text)
    expect(not session.introspect_token(endpoint, token["access_token"]).json()["active"], "a dead access token")
    try:
        session.refresh_token(metadata["token_endpoint"], token["refresh_token"])
    except OAuthError as refused:
        expect(refused.error == "invalid_grant", "invalid_grant", refused)
    else:
        expect(False, "no refresh after revocation")


def acts_for_itself(service, metadata):
    token = service.fetch_token(metadata["token_endpoint"], grant_type="client_credentials")
    seen = service.introspect_token(metadata["introspection_endpoint"], token["access_token"]).json()
    expect(seen["active"] and seen["sub"] == os.environ["CLIENT_ID"], "a token of the service itself", seen)


main()
