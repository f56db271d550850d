"""Traffic that is made of /openapi.json, right and wrong: each answer must be one that the document describes, and none a fault."""

import base64
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from importlib.metadata import version

ISSUER = os.environ["ISSUER"]
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
# These prove the client, not a person.
OF_CLIENTS = ["login", "verifySecondFactor", "refresh"]
# These can end what the token hangs on, in which all others are asked: each with a token of its own, and erasure last.
ENDING = ["logout", "endSession", "withdrawConsent", "eraseMe"]
EXAMPLES = os.environ.get("EXAMPLES", "25")


def main():
    token = signed_in()
    generate(f"Bearer {token}", [part for name in OF_CLIENTS + ENDING for part in ("--exclude-operation-id", name)])
    if status_of("/v1/users/me", f"Bearer {token}") != 200:
        sys.exit("the token counts no longer: a call has ended it, and what came afterwards was only refused")
    generate(basic(), [part for name in OF_CLIENTS for part in ("--include-operation-id", name)])
    for name in ENDING:
        generate(f"Bearer {signed_in()}", ["--include-operation-id", name])
    print(f"Schemathesis {version('schemathesis')}: every call of /openapi.json, by examples, at its edges and at random")


def basic():
    pair = f"{os.environ['CLIENT_ID']}:{os.environ['CLIENT_SECRET']}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


def signed_in():
    """An access token of Ada, who signs in through a first-party application."""
    body = {"username": os.environ["USERNAME"], "password": os.environ["PASSWORD"]}
    headers = {"Content-Type": "application/json", "Authorization": basic()}
    request = urllib.request.Request(f"{ISSUER}/v1/auth/login", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)["access_token"]


def status_of(path, authorization):
    request = urllib.request.Request(ISSUER + path, headers={"Authorization": authorization})
    try:
        return urllib.request.urlopen(request, timeout=30).status
    except urllib.error.HTTPError as refused:
        return refused.code


def generate(authorization, which):
    caller = ["--header", f"Authorization: {authorization}"]
    command = [os.path.join(os.path.dirname(sys.executable), "schemathesis"), "run", f"{ISSUER}/openapi.json"]
    command += ["--url", ISSUER, "--checks", CHECKS, "--phases", "examples,coverage,fuzzing"]
    # One worker: what Hypothesis remembers is not safe to share.
    command += ["--max-examples", EXAMPLES, "--seed", "1", "--workers", "1", "--request-timeout", "20"]
    command += ["--continue-on-failure", "--suppress-health-check", "all", "--warnings", "off", "--no-color"]
    # What it keeps of a run lies where the run does.
    code = subprocess.run(command + caller + which, cwd=os.environ["WORK"]).returncode
    if code != 0:
        sys.exit(f"schemathesis ended with {code}")


main()
