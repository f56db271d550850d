#!/usr/bin/env python3
"""A balancer in front of instances of one issuer: a new connection goes to the next of those whose /readyz says yes.

    balancer.py PORT ADDRESS=CHECKED...

Each instance is the HOST:PORT that gets the connections, and the HOST:PORT that is asked for /readyz, ten times a second.
"""

import asyncio
import itertools
import sys

EVERY = 0.1
PATIENCE = 1.0


class Instance:
    def __init__(self, text):
        self.address, self.checked = (part.rsplit(":", 1) for part in text.split("="))
        self.is_ready = False

    async def watch(self):
        while True:
            try:
                self.is_ready = await asyncio.wait_for(self.says_yes(), PATIENCE)
            except (OSError, asyncio.TimeoutError):
                self.is_ready = False
            await asyncio.sleep(EVERY)

    async def says_yes(self):
        reader, writer = await asyncio.open_connection(*self.checked)
        try:
            writer.write(b"GET /readyz HTTP/1.1\r\nhost: balancer\r\nconnection: close\r\n\r\n")
            return b" 200 " in await reader.readline()
        finally:
            writer.close()


async def pump(reader, writer):
    """Passes on what comes, and that nothing comes any more."""
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
    except OSError:
        writer.close()


async def main(port, *instances):
    instances = [Instance(text) for text in instances]
    turns = itertools.cycle(instances)
    watches = [asyncio.create_task(instance.watch()) for instance in instances]

    async def forward(reader, writer):
        try:
            for instance in itertools.islice(turns, len(instances)):
                if not instance.is_ready:
                    continue
                try:
                    there, back = await asyncio.open_connection(*instance.address)
                except OSError:
                    continue
                await asyncio.gather(pump(reader, back), pump(there, writer))
                back.close()
                return
        finally:
            writer.close()

    server = await asyncio.start_server(forward, "127.0.0.1", int(port))
    async with server:
        await asyncio.gather(server.serve_forever(), *watches)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
