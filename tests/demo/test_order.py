"""What comes before what has to be there first is found before anything is written, all of it at once."""

from collections.abc import Callable

import msgspec
import pytest

from community.demo import console
from community.demo.model import Texts, Topic
from community.demo.texts import TextsError, read
from tests.demo.conftest import NOW


def with_topic(change: Callable[[Topic], Topic]) -> Texts:
    texts = read()
    first, *others = texts.topics
    return msgspec.structs.replace(texts, topics=((first[0], change(first[1])), *others))


def faults(texts: Texts) -> str:
    with pytest.raises(TextsError) as refused:
        console.acts(texts, NOW, "hash")
    return str(refused.value)


def test_an_answer_before_its_topic() -> None:
    def early(topic: Topic) -> Topic:
        posts = tuple(msgspec.structs.replace(post, when="41d 23:30") for post in topic.posts)
        return msgspec.structs.replace(topic, posts=posts)

    said = faults(with_topic(early)).splitlines()
    assert len(said) > 1
    assert "post 1: " in said[0] and "earlier than what has to be there first" in said[0]


def test_a_topic_before_its_author_came() -> None:
    assert "minutes earlier" in faults(with_topic(lambda topic: msgspec.structs.replace(topic, when="44d 09:00")))


def test_somebody_who_is_not_in_the_space() -> None:
    said = faults(with_topic(lambda topic: msgspec.structs.replace(topic, section="rech_sounds", by="osipov")))
    assert "osipov is not in the space 'rech'" in said
