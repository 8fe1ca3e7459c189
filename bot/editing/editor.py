"""What an administrator does with answers: find one, read it, preview it, save it, undo it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import structlog
from sqlalchemy.orm import Session

from bot.answers import GENERAL, Edit
from bot.context import Context
from bot.database.models import AnswerEdit
from bot.editing import answers_in_use
from bot.editing.checks import ChannelKind, Checked, Finding, findings, tidied
from bot.editing.examples import examples
from bot.editing.titles import PREFIX, title_of
from bot.editing.versions import Version, edit_of, history, texts_of
from bot.errors import AnswerChanged, NotFound, WordingRefused
from bot.staff.people import Officer
from bot.store import answer_edits
from bot.store.staff_accounts import add_audit
from connectors.messages import Choice, Outbound
from language import taxonomy
from language.intent_kinds import URGENT
from language.taxonomy import Intent

UNUSED = "unused"
"""The topic of edits whose answer is no longer in the files."""

CHANGED = "Not saved. Somebody else changed this answer while this page was open. Look at theirs before you save yours."

log = structlog.get_logger()


@dataclass(frozen=True)
class Line:
    """An answer in the list. `state` is shipped, edited, aside (names something that is gone) or unused."""

    key: str
    title: str
    topic: str
    text: str
    state: str


@dataclass(frozen=True)
class Preview:
    """What a channel's residents read. `charged` counts the parts that the provider charges for."""

    channel: str
    messages: list[Outbound]
    characters: int
    charged: int | None
    own: bool


@dataclass(frozen=True)
class Draft:
    """What the form holds: words by field, the version that they were made from, the doubts that were ticked."""

    texts: Mapping[str, str]
    version: int
    confirmed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class AnswerPage:
    """One answer as it stands, or as a draft would make it."""

    line: Line
    description: str
    version: int
    current: Mapping[str, str]
    shipped: Mapping[str, str]
    texts: Mapping[str, str]
    outdated: bool
    versions: list[Version]
    found: list[Finding] = field(default_factory=list)
    previews: list[Preview] = field(default_factory=list)
    values: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    """The fields that the form has."""


class Editor:
    """Answers for administrators. Of `channels` those that are switched on have fields and previews; the words for the
    others are kept as they are."""

    def __init__(self, context: Context, channels: Sequence[ChannelKind]) -> None:
        self._context = context
        self._answers = context.answers
        on = [channel for channel in channels if channel.name in context.channels]
        self._channels = sorted(on, key=lambda channel: (channel.name in self._answers.channels(), channel.name))

    async def lines(self) -> list[Line]:
        """Every answer, in the files' order, then edits of answers that are gone."""
        edits = await self._context.database.read(answers_in_use.read_edits)
        gone = [key for key in edits if key not in self._answers]
        return [self._line(key, edits.get(key, {})) for key in [*self._answers.keys(), *gone]]

    async def page(self, key: str, draft: Draft | None = None) -> AnswerPage:
        """One answer, with a draft checked and previewed in place of its present words. Raises NotFound."""
        rows = await self._context.database.read(lambda session: answer_edits.list_versions(session, key))
        newest = rows[0][0] if rows else None
        edit: Edit = newest.wordings if newest else {}
        if key not in self._answers:
            if newest is None:
                raise NotFound("There is no such answer.")
            texts = texts_of(newest.shipped, edit, sorted({*newest.shipped, *edit}))
            line = self._line(key, edit)
            return AnswerPage(
                line=line,
                description="",
                version=newest.version,
                current=texts,
                shipped=newest.shipped,
                texts=texts,
                outdated=False,
                versions=history(rows),
            )
        shipped = self._answers.shipped(key)
        current = texts_of(shipped, edit, self._fields(edit))
        texts = {name: tidied(draft.texts.get(name, text)) for name, text in current.items()} if draft else current
        intent = self._intent(key)
        return AnswerPage(
            line=self._line(key, edit),
            description=intent.description if intent else "",
            version=newest.version if newest else 0,
            current=current,
            shipped=shipped,
            texts=texts,
            outdated=bool(newest and edit and newest.shipped != shipped),
            versions=history(rows),
            found=self._found(key, current, texts),
            previews=self._previews(key, texts),
            values=examples(self._answers.values(key)),
            facts=self._facts(),
            shown=self._shown(),
        )

    async def save(self, key: str, draft: Draft, by: Officer) -> bool:
        """Put the draft in use; False when nothing was changed. Raises AnswerChanged, and WordingRefused for errors
        and for doubts that were not ticked."""
        page = await self.page(key, draft)
        if key not in self._answers:
            raise NotFound("This answer is not used any more.")
        if page.version != draft.version:
            raise AnswerChanged(CHANGED)
        self._refuse(page.found, draft.confirmed)
        return await self._write(key, edit_of(page.shipped, page.texts), draft.version, by=by)

    async def earlier(self, key: str, number: int, version: int) -> Draft:
        """An earlier version as a draft; 0 is the wording of the files. Its doubts were ticked when it was saved.
        Raises NotFound."""
        page = await self.page(key)
        edit: Edit = {}
        if number:
            rows = await self._context.database.read(lambda session: answer_edits.list_versions(session, key))
            found = next((row for row, _ in rows if row.version == number), None)
            if found is None:
                raise NotFound("There is no such version.")
            edit = found.wordings
        texts = texts_of(page.shipped, edit, self._fields({**page.current, **edit}))
        found_now = (await self.page(key, Draft(texts, version))).found
        return Draft(texts, version, frozenset(map(confirms, found_now)))

    async def _write(self, key: str, edit: Edit, version: int, *, by: Officer) -> bool:
        now, shipped = self._context.now(), self._answers.shipped(key)
        action = "answer.edited" if edit else "answer.restored"

        def step(session: Session) -> bool:
            newest = answer_edits.get_newest(session, key)
            if (newest.version if newest else 0) != version:
                raise AnswerChanged(CHANGED)
            if (newest.wordings if newest else {}) == edit:
                return False
            session.add(
                AnswerEdit(key=key, version=version + 1, wordings=dict(edit), shipped=shipped, staff_id=by.id, at=now)
            )
            add_audit(session, by.id, action, target=f"{key} {version + 1}", at=now)
            return True

        saved = await self._context.database.write(step)
        if saved:
            answers_in_use.put_in_use(self._context, await self._context.database.read(answers_in_use.read_edits))
            log.info(action, answer=key, version=version + 1, staff=by.id)
        return saved

    def _refuse(self, found: list[Finding], confirmed: frozenset[str]) -> None:
        if any(finding.level == "error" for finding in found):
            raise WordingRefused("Not saved. Put right what is marked below. What you typed is still here.")
        if any(finding.level == "doubt" and confirms(finding) not in confirmed for finding in found):
            raise WordingRefused("Not saved yet. Change what is marked below, or tick it to save it anyway.")

    def _found(self, key: str, current: Mapping[str, str], texts: Mapping[str, str]) -> list[Finding]:
        """The findings about these words, without doubts about words that are in use already and do not change."""
        checked, shipped = self._checked(key), self._answers.shipped(key)
        shown = self._shown()
        before = findings(checked, _only(current, shown), edit_of(shipped, current))
        settled = [each for each in before if each.level == "doubt" and current[each.field] == texts[each.field]]
        found = findings(checked, _only(texts, shown), edit_of(shipped, texts))
        return [each for each in found if each not in settled]

    def _shown(self) -> list[str]:
        """The fields of the form: the general words, and those of channels that are switched on."""
        return [GENERAL, *(channel.name for channel in self._channels)]

    def _fields(self, edit: Edit) -> list[str]:
        return sorted({*self._answers.channels(), *edit} - {GENERAL})

    def _checked(self, key: str) -> Checked:
        intent = self._intent(key)
        urgent = intent is not None and intent.kind == URGENT
        facts = self._context.council.fact_names()
        return Checked(answers=self._answers, key=key, facts=facts, channels=self._channels, urgent=urgent)

    def _intent(self, key: str) -> Intent | None:
        """The intent that an answer is for: its name, or its name with an errand."""
        name = key.removeprefix(PREFIX)
        while name and name not in taxonomy.intents():
            name = name.rpartition("_")[0]
        return taxonomy.intents().get(name)

    def _line(self, key: str, edit: Edit) -> Line:
        if key not in self._answers:
            return Line(key, title_of(key), topic=UNUSED, text=edit.get(GENERAL) or "", state="unused")
        is_aside = any(self._answers.unknown(key, text) for text in edit.values())
        state = "aside" if is_aside else "edited" if edit else "shipped"
        text = edit.get(GENERAL) or self._answers.shipped(key)[GENERAL]
        return Line(key, title_of(key), topic=self._answers.topic(key), text=text, state=state)

    def _facts(self) -> dict[str, str]:
        """The facts of the tables that answers draw from, with their values."""
        tables = {name.partition(".")[0] for key in [*self._answers.keys()] for name in self._answers.facts(key)}
        names = [name for name in self._context.council.fact_names() if name.partition(".")[0] in tables]
        return {name: self._context.council.fact(name) or "" for name in names}

    def _previews(self, key: str, texts: Mapping[str, str]) -> list[Preview]:
        edit = edit_of(self._answers.shipped(key), texts)
        values = examples(self._answers.values(key))
        return [
            self._preview(key, edit, channel, values=values, own=bool(texts.get(channel.name)))
            for channel in self._channels
        ]

    def _preview(self, key: str, edit: Edit, channel: ChannelKind, *, values: Mapping[str, str], own: bool) -> Preview:
        rendered = self._answers.preview(key, edit, values, channel=channel.name)
        choices = tuple(Choice(str(n), button.title) for n, button in enumerate(rendered.buttons))
        messages = channel.split(Outbound("", "", "", text=rendered.text, choices=choices))
        counts = [count for message in messages if (count := channel.parts(message.text)) is not None]
        characters = sum(len(message.text) for message in messages)
        charged = sum(counts) if counts else None
        return Preview(channel.name, messages, characters=characters, charged=charged, own=own)


def _only(texts: Mapping[str, str], shown: list[str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if name in shown}


def confirms(finding: Finding) -> str:
    """The value of the tick that confirms a doubt."""
    return f"{finding.field}:{finding.code}"
