"""A push put into words for one channel."""

from community.realtime import protocol
from community.realtime.changes import Push
from community.realtime.frames import Frame


def push_frame(channel: str, push: Push) -> Frame:
    """The notification as listeners get it: the channel, its version if a row changed, then what the push says."""
    params = {"channel": "me" if channel.startswith("me:") else channel}
    if push.version is not None:
        return Frame(protocol.notification(push.method, {**params, "version": push.version, **push.params}))
    return Frame(protocol.notification(push.method, {**params, **push.params}))
