"""A web application that signs people in with Authlib's integration for Flask."""

import os
import secrets

from authlib.integrations.flask_client import OAuth
from flask import Flask, jsonify, redirect, session

APP = os.environ["APP"]

app = Flask(__name__)
app.secret_key = secrets.token_bytes(32)
tokens = {}  # an application keeps these on its side: a cookie is no place for them

oauth = OAuth(app)
oauth.register(
    "signet",
    client_id=os.environ["CLIENT_ID"],
    client_secret=os.environ["CLIENT_SECRET"],
    server_metadata_url=f"{os.environ['ISSUER']}/.well-known/openid-configuration",
    client_kwargs={"scope": "openid profile email offline_access", "code_challenge_method": "S256"},
)


@app.get("/")
def home():
    if session.get("sub") not in tokens:
        return redirect("/login")
    return jsonify(oauth.signet.userinfo(token=tokens[session["sub"]]))


@app.get("/login")
def login():
    return oauth.signet.authorize_redirect(f"{APP}/callback")


@app.get("/callback")
def callback():
    # Checks state, the ID token's signature, issuer, audience, time and nonce.
    token = oauth.signet.authorize_access_token()
    session["sub"] = token["userinfo"]["sub"]
    tokens[session["sub"]] = token
    return redirect("/")


@app.get("/logout")
def logout():
    token = tokens.pop(session.pop("sub", None), None)
    if token is None:
        return redirect("/")
    return oauth.signet.logout_redirect(f"{APP}/bye", id_token_hint=token["id_token"])


@app.get("/bye")
def bye():
    oauth.signet.validate_logout_response()
    return "Signed out."
