"""Random histories: whatever happens to a conversation in whatever order, no message is ever owed to nobody, and a
close that was taken back leaves every figure as if it had not been. HISTORIES=500 looks further."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.database import Database
from bot.database.models import Base
from tests.flows.histories import DANGER, NEVER_MIND, OFFICERS, PERSON, RESIDENTS, History

FURTHER = int(os.environ.get("HISTORIES", "0"))
LOOK = settings(
    max_examples=FURTHER or 12,
    stateful_step_count=60 if FURTHER else 30,
    deadline=None,
    database=None,
    derandomize=not FURTHER,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink] if FURTHER else [Phase.generate],
)

residents = st.sampled_from(sorted(RESIDENTS))
officers = st.integers(0, len(OFFICERS) - 1)
texts = st.sampled_from([None, None, None, PERSON, PERSON, NEVER_MIND, DANGER])
seconds = st.sampled_from([1, 11, 61, 3600, 25 * 3600])
DESK: dict[str, tuple[Any, ...]] = {
    "claim": (), "take_over": (), "release": (), "hand_back": (), "no_reply_needed": (), "reopen": (),
    "transfer": ("housing",), "reply": ("Hello.",), "close": ("sorted",),
}  # fmt: skip


def test_no_message_is_ever_owed_to_nobody(database: Database) -> None:
    class Town(RuleBasedStateMachine):
        @initialize()
        def begin(self) -> None:
            _empty(database)
            self.history = History(database)

        @rule(who=residents, text=texts)
        def somebody_writes(self, who: str, text: str | None) -> None:
            self.history.write(who, text)

        @rule(who=residents)
        def two_quick_messages_and_one_turn(self, who: str) -> None:
            self.history.write(who, PERSON)
            self.history.write(who)
            self.history.answer_one()

        @rule()
        def one_turn(self) -> None:
            self.history.answer_one()

        @rule()
        def everything_is_done(self) -> None:
            self.history.work()

        @rule(mode=st.sampled_from(["ready", "ready", "down", "error"]))
        def the_assistant_is(self, mode: str) -> None:
            self.history.switch(mode)

        @rule(passed=seconds)
        def time_passes(self, passed: float) -> None:
            self.history.wait(passed)

        @rule(act=st.sampled_from(sorted(DESK)), who=residents, officer=officers)
        def an_officer_acts(self, act: str, who: str, officer: int) -> None:
            self.history.act(act, who, officer, *DESK[act])

        @rule(act=st.sampled_from(["hand_back", "close", "release", "reply", "no_reply_needed"]), who=residents)
        def whoever_has_it_acts(self, act: str, who: str) -> None:
            owner = self.history.owner(who)
            if owner is not None:
                self.history.act(act, who, owner, *DESK[act])

        @rule()
        def everybody_signs_out(self) -> None:
            self.history.sign_out()

        @rule(who=residents)
        def a_resident_leaves(self, who: str) -> None:
            self.history.leave(who)

        @rule(way=st.sampled_from(["out", "in", "in"]))
        def ada_opts(self, way: str) -> None:
            self.history.opt(way)

        @rule(opted_out=st.booleans())
        def a_text_will_fail(self, opted_out: bool) -> None:
            self.history.fail_next(opted_out)

        @invariant()
        def nothing_is_forgotten(self) -> None:
            if hasattr(self, "history"):
                self.history.check()

        def teardown(self) -> None:
            if not hasattr(self, "history"):
                return
            try:
                self.everybody_is_answered_in_the_end()
            finally:
                self.history.close()

        def everybody_is_answered_in_the_end(self) -> None:
            self.history.settle()
            self.history.check()
            for seen in self.history.everything():
                assert not seen.owed and set(seen.open) <= {"close"}, "everybody has been answered"
            self.history.wait(25 * 3600)
            assert {seen.row.state for seen in self.history.everything()} <= {"closed"}

    run_state_machine_as_test(Town, settings=LOOK)


ACTS = st.one_of(
    st.tuples(st.just("write"), residents, texts),
    st.tuples(st.just("work")),
    st.tuples(st.just("answer_one")),
    st.tuples(st.just("wait"), st.sampled_from([1, 61, 3600])),
    st.tuples(st.just("sign_out")),
    st.sampled_from(sorted(DESK)).flatmap(lambda act: st.tuples(st.just("act"), st.just(act), residents, officers)),
)


def test_a_close_that_was_taken_back_changes_no_figure(database: Database) -> None:
    @given(st.lists(ACTS, min_size=15, max_size=40), st.sets(st.integers(0, 40), min_size=5))
    @settings(LOOK)
    def replay(acts: list[tuple[Any, ...]], closed_after: set[int]) -> None:
        plain = _played(database, acts, frozenset())
        undone = _played(database, acts, frozenset(closed_after))
        assert undone == plain

    replay()


def _played(database: Database, acts: list[tuple[Any, ...]], closed_after: frozenset[int]) -> tuple[object, ...]:
    """All that counts after these acts; after some of them whoever has a conversation closes it by mistake and takes
    that back."""
    _empty(database)
    history = History(database)
    try:
        return _play(history, acts, closed_after)
    finally:
        history.close()


def _play(history: History, acts: list[tuple[Any, ...]], closed_after: frozenset[int]) -> tuple[object, ...]:
    for number, (name, *more) in enumerate(acts):
        if name == "act":
            act, who, officer = more
            history.act(act, who, officer, *DESK[act])
        else:
            getattr(history, name)(*more)
        history.house.time = history.house.time.replace(microsecond=number)
        for who in sorted(RESIDENTS) if number in closed_after else ():
            owner = history.owner(who)
            if owner is not None:
                history.act("close", who, owner, "sorted")
                history.act("reopen", who, owner)
    history.check()
    stands = [
        (row.state, row.queue, row.officer_id, row.last_officer_id, row.urgent, row.handoff_id, row.close_reason)
        for row in (seen.row for seen in history.everything())
    ]
    owed = [[bool(row.settled) for row in seen.inbound] for seen in history.everything()]
    return history.counted(), stands, owed


def _empty(database: Database) -> None:
    """As if it were new: a database of its own for each history would take longer than the history."""
    tables = [table for table in reversed(Base.metadata.sorted_tables) if not table.name.startswith("record_")]
    with database.engine.begin() as connection:
        if not database.is_sqlite:
            names = ", ".join(table.name for table in tables)
            connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
            return
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for table in tables:
            connection.execute(table.delete())
