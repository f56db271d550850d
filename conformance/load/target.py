#!/usr/bin/env python3
"""Registers clients and a person at the issuer that the environment configures, and prints the target file for a load.

    target.py SIGNET CLIENT.json...
"""

import json
import os
import secrets
import subprocess
import sys


def signet(*arguments, stdin=None):
    done = subprocess.run([sys.argv[1], *arguments, "--json"], input=stdin, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


# Of every kind of character that the rules want.
password = "Aa1-" + secrets.token_urlsafe(18)
person = {"preferred_username": "ada", "email": "ada@example.com", "email_verified": True, "name": "Ada Lovelace"}
person = signet("user", "create", "--from", "-", stdin=json.dumps({**person, "password": password}))
target = {
    "issuer": os.environ["SIGNET__SERVER__ISSUER"],
    "clients": [signet("client", "create", "--from", file) for file in sys.argv[2:]],
    "users": [{"username": "ada", "password": password, "claims": person}],
}
print(json.dumps(target))
