"""Follow a room and write in it, however bad the line: python follow.py https://community.example TOKEN ROOM_ID

Needs `pip install websockets`. Every line typed is sent; every change of the room is printed once, as JSON.
"""

import asyncio
import itertools
import json
import random
import sys
import uuid

import websockets

SENT_AWAY = (1012, 1013)  # the server restarts or is full: many are sent away together


class Refused(Exception):
    """The problem that the server answered."""


class Follower:
    def __init__(self, address, token, room_id, tell):
        self.address, self.token = address.replace("http", "ws", 1) + "/ws", token
        self.room_id, self.channel, self.tell = room_id, f"room:{room_id}", tell
        self.version = self.newest = 0  # of the channel: what was told, and what there is
        self.socket, self.catching, self.pause = None, False, 0.5
        self.ids, self.answers, self.outbox, self.wake = itertools.count(1), {}, {}, asyncio.Event()

    async def run(self):
        """Until the token is refused. The pauses grow, and no two clients come back at the same moment."""
        while True:
            try:
                async with websockets.connect(self.address) as self.socket, asyncio.TaskGroup() as tasks:
                    tasks.create_task(self.read())
                    tasks.create_task(self.work())
            except* (OSError, websockets.WebSocketException):
                pass
            if self.socket and self.socket.close_code in SENT_AWAY:
                self.pause = max(2, self.pause)
            await asyncio.sleep(random.uniform(0.2, 1) * self.pause)
            self.pause = min(30, 2 * self.pause)

    async def read(self):
        while True:
            message = json.loads(await self.socket.recv())
            self.pause = 0.5  # a server that is full takes a line only to close it: one that speaks is there again
            if "id" in message:
                self.answers.pop(message["id"]).set_result(message)
            else:
                self.pushed(message["params"])

    def pushed(self, change):
        """The next one is applied, a smaller one is known already; a larger one says that something was missed."""
        version = change.get("version", 0)  # who is here and who is writing bears none
        self.newest = max(self.newest, version)
        if version == self.version + 1 and not self.catching:
            self.apply(change)
        elif version > self.version:
            self.wake.set()

    async def work(self):
        """Listen first, then catch up, then send what has no answer yet: nothing falls between."""
        await self.call("sessions.resume", token=self.token)
        answer = await self.call("live.subscribe", channel=self.channel)
        self.newest = max(self.newest, answer["version"])
        while True:
            self.wake.clear()
            await self.catch_up()
            await self.deliver()
            await self.wake.wait()

    async def catch_up(self):
        self.catching = True
        while self.newest > self.version:
            page = await self.call("live.catch_up", channel=self.channel, after_version=self.version)
            if page["start_over"]:  # too much was missed: forget what is shown, begin with the newest page
                newest = await self.call("chat.history", room_id=self.room_id)
                self.tell({"start_over": True, "messages": newest["items"]})
            for change in page["items"]:
                self.apply(change)
            if not page["more"]:
                self.version = page["version"]
        self.catching = False

    def apply(self, change):
        self.version = change["version"]
        self.tell(change)

    async def deliver(self):
        """In the order they were written, each under its client_id: what has arrived already is not written twice."""
        for client_id, body in list(self.outbox.items()):
            try:
                await self.call("chat.send", room_id=self.room_id, body=body, client_id=client_id)
            except Refused as refused:
                self.tell({"refused": refused.args[0], "body": body})
            del self.outbox[client_id]

    def send(self, body):
        self.outbox[uuid.uuid4().hex] = body
        self.wake.set()

    async def call(self, method, **params):
        while True:
            number = next(self.ids)
            answer = self.answers[number] = asyncio.get_running_loop().create_future()
            await self.socket.send(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}))
            message = await answer
            if "result" in message:
                return message["result"]
            problem = message["error"]["data"]
            if problem["kind"] not in ("too_fast", "unavailable"):
                raise Refused(problem)
            await asyncio.sleep(problem["retry_after"])


async def main():
    address, token, room_id = sys.argv[1:]
    follower = Follower(address, token, int(room_id), lambda change: print(json.dumps(change), flush=True))
    asyncio.get_running_loop().add_reader(sys.stdin, typed, follower)
    await follower.run()


def typed(follower):
    if line := sys.stdin.readline():
        follower.send(line.rstrip("\n"))
    else:
        asyncio.get_running_loop().remove_reader(sys.stdin)


if __name__ == "__main__":
    asyncio.run(main())
