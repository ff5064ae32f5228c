"""Limits of a first response by channel, editable; a channel that none of them knows has no limit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ChannelLimit:
    """First response within `limit_hours` for channels whose name contains one of `words` (lower case)."""

    name: str
    limit_hours: float
    words: tuple[str, ...]


# Limits as the first source article states them; words are what help desks call the channel.
DEFAULT_LIMITS: tuple[ChannelLimit, ...] = (
    ChannelLimit(name="chat", limit_hours=1 / 60,
                 words=("chat", "messag", "messenger", "whatsapp", "widget", "sms")),
    ChannelLimit(name="phone", limit_hours=3 / 60, words=("phone", "voice", "call", "telephone", "telefon")),
    ChannelLimit(name="social", limit_hours=1.0,
                 words=("social", "facebook", "twitter", "instagram", "linkedin")),
    ChannelLimit(name="email", limit_hours=24.0, words=("mail",)),
    ChannelLimit(name="form", limit_hours=24.0, words=("form", "web", "portal")),
)  # fmt: skip


def limit_of(channel: str, limits: tuple[ChannelLimit, ...] = DEFAULT_LIMITS) -> ChannelLimit | None:
    """The limit whose words the channel's name contains, the first that fits; None for an unknown channel."""
    name = channel.lower()
    return next((limit for limit in limits if any(word in name for word in limit.words)), None)
