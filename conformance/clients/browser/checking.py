"""What the checks in Python share: saying what did not hold, waiting for a program, ending it."""

import contextlib
import subprocess
import time
import urllib.error
import urllib.request


def expect(condition, words, seen=""):
    """Ends the check if something did not hold."""
    if not condition:
        raise SystemExit(f"expected: {words}\ngot: {str(seen)[:3000]}")


@contextlib.contextmanager
def running(command, ready, limit=60, **options):
    """Runs a program, waits until the address answers, and ends it afterwards."""
    program = subprocess.Popen(command, **options)
    try:
        wait_for(program, ready, limit)
        yield program
    finally:
        program.terminate()
        program.wait(20)


def wait_for(program, address, limit):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + limit
    while time.monotonic() < until:
        expect(program.poll() is None, f"{program.args[0]} runs", f"it ended with {program.returncode}")
        try:
            opener.open(address, timeout=2)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{address} does not answer")
