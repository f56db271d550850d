"""Holds the integration page to the files that it quotes.

There a block of code stands below a link to its file, and each of its lines must be in that file.
"""

import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "server" / "docs" / "integrate-a-client.md"
QUOTED = re.compile(r"\]\(\.\./\.\./conformance/clients/([^)]+\.\w+)\)[^\n]*(?:\n[^\n]+)*\n\n```\w*\n(.*?)```", re.DOTALL)


def stale_quotes():
    """Lines that the page quotes and the file has no more."""
    text = PAGE.read_text()
    blocks = QUOTED.findall(text)
    if 2 * len(blocks) != text.count("```"):
        return [f"{PAGE.name} has a block of code that names no file"]
    return [stale for name, block in blocks for stale in missing(name, block)]


def missing(name, block):
    there = {line.strip() for line in (HERE / name).read_text().splitlines()}
    quoted = [line.strip() for line in block.splitlines()]
    return [f"{name}: {line}" for line in quoted if line and line not in there]
