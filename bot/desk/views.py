"""What officers see: lists, queues and threads, read in one go and turned into plain data."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from bot.context import Context
from bot.database.event_data import EventData
from bot.database.models import POSSIBLE_DANGER, Conversation, ServiceRequest
from bot.database.states import ClockKind, State
from bot.desk import rules
from bot.desk.cards import MOST_COUNTED, About, Card, Listing, QueueCard, Request, Thread, Wait
from bot.desk.entries import earlier, entries, extras
from bot.errors import Conflict, NotFound, Unusable
from bot.store import conversations, desk, errands, events, outbox, service_requests, staff_accounts
from language.cleaning import one_line

SHOWN_CARDS = 50
SHOWN_EVENTS = 200
SHOWN_OTHERS = 20
PREVIEW_CHARACTERS = 160


def listing(session: Session, context: Context, view: str, *, officer_id: int, queue: str | None) -> Listing:
    """The cards of a view, and how many there are in all."""
    where = _view(view, officer_id)
    if queue is not None:
        where.append(Conversation.queue == queue)
    if view == "closed":
        rows = desk.list_newest_closed(session, where, SHOWN_CARDS)
    elif view == "machines":
        rows = desk.list_newest_machines(session, where, SHOWN_CARDS)
    else:
        rows = desk.list_longest_waits(session, where, SHOWN_CARDS)
    total = len(rows) if len(rows) < SHOWN_CARDS else desk.count_conversations(session, where, MOST_COUNTED)
    return Listing(cards(session, context, rows), total)


def _view(view: str, officer_id: int) -> list[ColumnElement[bool]]:
    state, owner = Conversation.state, Conversation.officer_id
    views: dict[str, list[ColumnElement[bool]]] = {
        "waiting": [state == State.WAITING],
        "mine": [state == State.OFFICER, owner == officer_id],
        "colleagues": [state == State.OFFICER, owner != officer_id],
        "assistant": [state == State.ASSISTANT],
        "closed": [Conversation.closed_at.is_not(None)],
        "machines": [Conversation.machine_at.is_not(None)],
    }
    if view not in views:
        raise Unusable("There is no such list.")
    return views[view]


def cards(session: Session, context: Context, rows: list[Conversation]) -> list[Card]:
    """The rows as cards, with what belongs to them, in a few queries however many there are."""
    ids, now = [row.id for row in rows], context.now()
    owed = desk.list_open_answers(session, ids)
    said, asked = desk.list_last_words(session, ids), errands.list_latest_intents(session, ids)
    trouble = desk.list_in_trouble(session, ids)
    names = staff_accounts.list_names(session)
    made = []
    for row in rows:
        made.append(
            Card(
                id=row.id,
                channel=row.channel,
                state=row.state,
                queue=row.queue,
                officer_id=row.officer_id,
                officer=names.get(row.officer_id) if row.officer_id is not None else None,
                urgent=row.urgent,
                trouble=row.id in trouble,
                about=context.council.service_title(asked.get(row.id)),
                who="" if _is_session(context, row.channel) else row.address,
                preview=_preview(*said.get(row.id, ("", EventData()))),
                active_at=row.active_at,
                last_number=row.last_number,
                wait=_wait(context, row, owed.get(row.id), now=now),
                close_reason=row.close_reason,
                machine=row.machine,
                possible_danger=not row.urgent
                and any(mark.startswith(POSSIBLE_DANGER) for mark in row.signposts or ()),
            )
        )
    return made


def _may_be_danger(row: Conversation) -> bool:
    """Whether something in it is marked as possible danger, and nothing as sure."""
    return not row.urgent and any(mark.startswith(POSSIBLE_DANGER) for mark in row.signposts or ())


def _is_session(context: Context, channel: str) -> bool:
    """Whether the address is only a browser's session, which says nothing about anybody."""
    known = context.channels.get(channel)
    return known is not None and known.durable_page


def _preview(text: str, data: EventData) -> str:
    """A message on one line; if it has no words, what came with it."""
    return one_line(text or " · ".join(extras(data)))[:PREVIEW_CHARACTERS]


def _wait(context: Context, row: Conversation, owed: tuple[str, datetime] | None, *, now: datetime) -> Wait | None:
    if owed is None:
        return None
    kind, since = owed
    clock_seconds = max(0.0, (now - since).total_seconds())
    working = kind != ClockKind.ASSISTANT
    hours = context.council.queue_hours(row.queue)
    seconds = hours.working_seconds(since, now) if working else clock_seconds
    return Wait(kind, since, clock_seconds, seconds, context.council.target(kind, row.queue, row.channel))


def queues(session: Session, context: Context) -> list[QueueCard]:
    """Every queue as it stands. One that is no longer in council.toml shows while somebody waits in it."""
    now, council = context.now(), context.council
    waiting = {key or "": (total, urgent, since) for key, total, urgent, since in desk.count_waiting_by_queue(session)}
    open_requests = service_requests.count_to_do_by_queue(session)
    made = []
    for key in [*council.queues, *sorted(set(waiting) - set(council.queues) - {""})]:
        total, urgent, since = waiting.get(key, (0, 0, None))
        hours = council.queue_hours(key)
        is_open = hours.is_open(now)
        made.append(
            QueueCard(
                key=key,
                name=council.queue_name(key),
                waiting=total,
                urgent=urgent,
                longest_seconds=(now - since).total_seconds() if since else None,
                open=is_open,
                opens_at=None if is_open else hours.next_open(now),
                requests=open_requests.get(key, 0),
            )
        )
    return made


def thread(session: Session, context: Context, conversation: int, *, whole: bool) -> Thread:
    """A conversation, its log from the newest back, and what is known of the resident."""
    mark = desk.get_thread_mark(session, conversation)  # first: what comes meanwhile makes the page look again
    row = conversations.get(session, conversation)
    if row is None:
        raise NotFound("There is no such conversation.")
    after = 0 if whole else max(0, row.last_number - SHOWN_EVENTS)
    rows = events.list_of_conversation(session, row.id, after)
    handoff = conversations.get_newest_handoff(session, row.id)
    names = staff_accounts.list_names(session)
    return Thread(
        card=cards(session, context, [row])[0],
        entries=entries(session, context, row, events=rows, names=names),
        earlier_entries=after if rows and _first_number(session, row) <= after else 0,
        seen=row.last_number,
        reason=handoff.reason if handoff is not None and row.state != State.ASSISTANT else None,
        address=row.address,
        language=row.language,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        others=[earlier(other) for other in desk.list_others_of_resident(session, row, SHOWN_OTHERS)],
        requests=[
            _request(found, names, context) for found in desk.list_requests_of_resident(session, row, SHOWN_OTHERS)
        ],
        opted_out=outbox.get_opt_out(session, (row.channel, row.account, row.address)) is not None,
        blocked=rules.why_blocked(session, context, row),
        can_reopen=_can_reopen(session, row),
        mark=mark,
        about=_about(session, context, row),
    )


def _about(session: Session, context: Context, row: Conversation) -> About | None:
    errand = errands.get_latest(session, row.id)
    if errand is None:
        return None
    return About(context.council.service_title(errand.intent), errand.lgsl, errand.elsewhere)


def _first_number(session: Session, row: Conversation) -> int:
    """Numbers continue from the resident's previous conversation, so the first is seldom 1."""
    first = events.get_first_number(session, row.id)
    return first if first is not None else row.last_number


def _can_reopen(session: Session, row: Conversation) -> bool:
    try:
        rules.can_reopen(session, row)
    except Conflict:
        return False
    return True


def requests(session: Session, context: Context, queue: str | None, *, done: bool, under_way: bool) -> list[Request]:
    """Service requests of a queue, or of all: to do, on their way, or done."""
    names = staff_accounts.list_names(session)
    if done:
        rows = service_requests.list_done(session, queue, SHOWN_CARDS)
    elif under_way:
        rows = service_requests.list_under_way(session, queue, SHOWN_CARDS)
    else:
        rows = service_requests.list_to_do(session, queue)
    return [_request(row, names, context) for row in rows]


def _request(row: ServiceRequest, names: dict[int, str], context: Context) -> Request:
    known = row.kind in context.back_office or row.intent in context.back_office
    return Request(
        id=row.id,
        reference=row.reference,
        kind=row.kind,
        queue=row.queue,
        state=row.state,
        fields=dict(row.fields),
        at=row.at,
        done_at=row.done_at,
        done_by=names.get(row.done_by) if row.done_by is not None else None,
        conversation=row.conversation_id,
        number=row.back_office_id,
        error=row.error,
        notes=row.notes,
        sendable=known and row.state in service_requests.TO_DO,
        lgsl=row.lgsl,
    )


def topic_of(session: Session, conversation: int) -> str | None:
    """The topic of the resident's newest message, as the assistant read it."""
    event = events.get_last_by_resident(session, conversation)
    understanding = event.data.get("understanding") if event is not None else None
    return understanding.get("topic") if isinstance(understanding, dict) else None
