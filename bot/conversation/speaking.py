"""What the assistant's answer is in our words, and how it is said: whoever has the conversation afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers import Rendered
from bot.assistant import Answer, Reply
from bot.conversation import repeats
from bot.conversation.turn_transaction import Ending
from bot.council.tiers import OTHER_COUNCIL
from bot.database.event_data import EventData
from bot.database.states import Author
from bot.outbox import post
from protocol.action_messages import WANTS


def is_elsewhere(answer: Answer) -> bool:
    """Whether it says that the service is another council's."""
    return any(reply.key == OTHER_COUNCIL for reply in answer.replies)


def in_words(this: Ending, answer: Answer) -> list[Rendered]:
    """Our words for each message's key, else the text that the action wrote."""
    return [_in_words(this, reply, answer.understanding.intent) for reply in answer.replies]


def _in_words(this: Ending, reply: Reply, intent: str | None) -> Rendered:
    answers, services = this.context.answers, this.context.council.services
    values = {**reply.values, **(services.values(intent) if reply.key == OTHER_COUNCIL else {})}
    if reply.key is None or reply.key not in answers:
        return Rendered(answers.fill(reply.text or "", values), reply.buttons)
    rendered = answers.render(reply.key, values, this.conversation.channel)
    return Rendered(rendered.text, reply.buttons or rendered.buttons)


def reworded(this: Ending, answer: Answer, words: Sequence[Rendered]) -> tuple[list[Rendered], list[str]]:
    """In other words where the resident has had the same in this conversation, and the texts to be remembered."""
    context, conversation = this.context, this.conversation
    roles = repeats.roles(answer, [said.text for said in words])
    spoken = [
        repeats.Words(said, role, reply.key or "", values=reply.values, intent=answer.understanding.intent)
        for said, role, reply in zip(words, roles, answer.replies, strict=True)
    ]
    rewording = repeats.Rewording(context.answers, context.council, conversation.channel)
    put = rewording.reworded(spoken, conversation.said, this.now)
    return put, repeats.told(spoken, put)


def say(
    this: Ending, reply: Reply, said: Rendered, *, whatever_it_costs: bool = False, data: EventData | None = None
) -> int:
    """With the answer's key, and what may answer it besides words, of the kinds that the channel takes; returns the
    message's number."""
    channel = this.context.channels.get(this.conversation.channel)
    wants = [what for what in reply.wants if channel and what in channel.takes]
    about: EventData = {"answer": reply.key, **(data or {})}
    if wants:
        about[WANTS] = wants
    return post(
        this.session,
        this.context,
        this.conversation,
        text=said.text,
        author=Author.ASSISTANT,
        at=this.now,
        buttons=said.buttons,
        data=about,
        whatever_it_costs=whatever_it_costs,
    )
