"""What the desk shows: lists in the right order, queues, threads with everything that happened."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.database.models import EventRow
from bot.errors import Unusable
from bot.outbox import note_receipt
from bot.staff import Officer
from connectors.messages import Attachment, DeliveryFailed, DeliveryUnknown, Location, Status
from tests.desk.office import Office
from tests.fakes.assistant import understood


async def test_urgent_is_on_top_then_the_longest_wait(office: Office, sam: Officer) -> None:
    ids = {}
    for name in ("first", "second", "third"):
        ids[name] = await office.waiting(name)
        office.house.time += timedelta(minutes=10)
    ids["urgent"] = await office.waiting("urgent", reason="urgent")
    cards = (await office.desk.listing("waiting", sam)).cards
    assert [card.id for card in cards] == [ids[n] for n in ("urgent", "first", "second", "third")]
    assert [card.urgent for card in cards] == [True, False, False, False]
    assert [card.wait.clock_seconds for card in cards if card.wait] == [0, 1800, 1200, 600]


async def test_the_target_empties_in_working_seconds(office: Office, sam: Officer) -> None:
    office.house.time = office.house.time.replace(hour=16, minute=55)
    await office.waiting()
    office.house.time += timedelta(minutes=10)
    [card] = (await office.desk.listing("waiting", sam)).cards
    wait = card.wait
    assert wait is not None
    assert (wait.clock_seconds, wait.seconds, wait.target) == (600, 300, 600), "the queue closed at five"
    assert (wait.left, wait.share_left) == (300, 0.5)


async def test_each_view_holds_its_own(office: Office, sam: Officer, priya: Officer) -> None:
    mine, hers, waiting = [await office.waiting(name) for name in ("a", "b", "c")]
    closed = await office.waiting("d")
    await office.house.write("hello", "e")
    await office.desk.claim(mine, sam)
    await office.desk.claim(hers, priya)
    await office.desk.claim(closed, sam)
    await office.desk.close(closed, sam, "sorted")
    shown = {}
    for view in ("mine", "colleagues", "waiting", "assistant", "closed"):
        shown[view] = [card.id for card in (await office.desk.listing(view, sam)).cards]
    assert shown == {"mine": [mine], "colleagues": [hers], "waiting": [waiting], "assistant": [5], "closed": [closed]}
    with pytest.raises(Unusable):
        await office.desk.listing("everything", sam)


async def test_a_list_narrows_to_a_queue_and_says_how_many_there_are(office: Office, sam: Officer) -> None:
    for number in range(3):
        await office.waiting(f"w{number}")
    housing = await office.waiting("h", topic="housing")
    listing = await office.desk.listing("waiting", sam, "housing")
    assert ([card.id for card in listing.cards], listing.total) == ([housing], 1)
    assert (await office.desk.listing("waiting", sam)).total == 4


async def test_a_very_long_list_is_cut_and_counted(office: Office, sam: Officer) -> None:
    first = await office.waiting("first")
    office.house.time += timedelta(minutes=1)
    for number in range(54):
        await office.waiting(f"r{number}")
    listing = await office.desk.listing("waiting", sam)
    assert (len(listing.cards), listing.total) == (50, 55)
    assert listing.cards[0].id == first


async def test_a_queue_shows_its_count_its_longest_wait_and_whether_it_is_open(office: Office) -> None:
    await office.waiting("a")
    office.house.time += timedelta(minutes=7)
    await office.waiting("b", reason="urgent")
    waste = next(queue for queue in await office.desk.queues() if queue.key == "waste")
    assert (waste.waiting, waste.urgent, waste.longest_seconds, waste.open) == (2, 1, 420, True)
    office.house.time = office.house.time.replace(hour=22)
    housing = next(queue for queue in await office.desk.queues() if queue.key == "housing")
    assert (housing.waiting, housing.longest_seconds, housing.open) == (0, None, False)
    assert housing.opens_at is not None


async def test_a_thread_tells_everything_in_one_column(office: Office, sam: Officer) -> None:
    await office.house.write("I want to speak to somebody")
    await office.house.work()
    conversation = await office.waiting("bob", "my bin")
    await office.desk.claim(conversation, sam)
    await office.desk.transfer(conversation, sam, "housing")
    lines = [entry.line for entry in (await office.desk.thread(conversation)).entries if entry.line]
    assert lines == [
        "Handed over to Waste and recycling: the resident asked for a person",
        "Sam Okafor claimed this",
        "Sam Okafor moved this to Housing",
    ]
    thread = await office.desk.thread(conversation)
    assert [entry.number for entry in thread.entries] == list(range(1, thread.seen + 1))


async def test_what_the_assistant_understood_is_shown(office: Office) -> None:
    await office.house.write("my bin was missed")

    def read(session: object) -> None:
        event = session.get(EventRow, (1, 1))  # type: ignore[attr-defined]
        event.data = {"understanding": {"intent": "missed_bin_report", "confidence": 0.9, "decision": "answer"}}

    await office.house.database.write(read)
    understood = (await office.desk.thread(1)).entries[0].understood
    assert understood is not None
    assert (understood.intent, understood.confidence, understood.decision) == ("missed_bin_report", 0.9, "answer")


async def test_what_it_was_read_as_where_it_stood_is_shown(office: Office) -> None:
    also = [{"intent": "street_light_report", "subtopic": None}]
    raw = understood("blue_badge_apply", "parking") | {"asked": "cost", "read": "subject", "also": also}
    raw["alone"] = {"intent": "provide_details", "confidence": 0.2, "decision": "rephrase"}
    office.house.rasa.understandings["how much"] = raw
    await office.house.write("how much")
    await office.house.work()
    found = (await office.desk.thread(1)).entries[0].understood
    assert found is not None
    assert (found.facet, found.follows, found.also) == ("what it costs", True, ("street_light_report",))


async def test_unknown_and_failed_deliveries_are_shown_plainly_and_flag_the_card(office: Office, sam: Officer) -> None:
    conversation = await office.waiting("07700900123", channel="sms")
    await office.house.work()
    await office.desk.claim(conversation, sam)
    await office.house.work()
    office.house.phone.failures = [DeliveryUnknown("The provider did not answer.")]
    number = await office.desk.reply(conversation, sam, "Hello", seen=99)
    await office.house.work()
    entry = (await office.desk.thread(conversation)).entries[-1]
    assert entry.delivery is not None
    assert (entry.delivery.status, entry.delivery.error) == ("unknown", "The provider did not answer.")
    [card] = (await office.desk.listing("mine", sam)).cards
    assert card.trouble
    outbox = next(row for row in await office.house.outbox() if row.number == number)
    await office.house.database.write(
        lambda s: note_receipt(s, outbox.id, Status.DELIVERED, error=None, at=office.at())
    )
    [card] = (await office.desk.listing("mine", sam)).cards
    assert not card.trouble, "a later receipt settles it"


async def test_a_message_that_got_through_later_clears_the_flag(office: Office, sam: Officer) -> None:
    conversation = await office.waiting("07700900123", channel="sms")
    await office.desk.claim(conversation, sam)
    await office.house.work()
    office.house.phone.failures = [DeliveryFailed("Not a mobile number")]
    await office.desk.reply(conversation, sam, "Hello", seen=99)
    await office.house.work()
    assert (await office.desk.thread(conversation)).card.trouble
    await office.desk.reply(conversation, sam, "Hello again", seen=99)
    await office.house.work()
    assert not (await office.desk.thread(conversation)).card.trouble


async def test_places_and_pictures_are_told_in_words(office: Office) -> None:
    await office.house.write(None, location=Location(51.5, -1.2, "Mill Lane"))
    await office.house.write("look", attachments=(Attachment("https://x.example/1", "image/jpeg", "bin.jpg"),))
    entries = [e for e in (await office.desk.thread(1)).entries if e.author == "resident"]
    assert entries[0].extras == ("Location: 51.5, -1.2 (Mill Lane)",)
    assert entries[1].extras == ("Attachment: bin.jpg (image/jpeg)",)


async def test_the_residents_other_conversations_are_listed(office: Office, sam: Officer) -> None:
    first = await office.waiting()
    await office.desk.claim(first, sam)
    await office.desk.close(first, sam, "sorted", details="by phone")
    office.house.time += timedelta(days=30)
    await office.house.write("me again")
    thread = await office.desk.thread(2)
    assert [(other.id, other.state, other.close_reason) for other in thread.others] == [
        (first, "closed", "sorted: by phone")
    ]
    assert thread.entries[0].number > 1
    assert thread.earlier_entries == 0


async def test_a_very_long_thread_is_cut_at_the_top(office: Office) -> None:
    await office.house.write("first words")
    for number in range(205):
        await office.house.write(f"message {number}")
    thread = await office.desk.thread(1)
    assert (len(thread.entries), thread.earlier_entries) == (200, thread.seen - 200)
    assert thread.entries[-1].text == "message 204"
    assert len((await office.desk.thread(1, whole=True)).entries) == thread.seen


async def test_possible_danger_is_a_mark_and_no_place_in_the_queue(office: Office, sam: Officer) -> None:
    possible = understood("complaint_feedback", "contact_governance", possible="self_harm_crisis")
    office.house.rasa.understandings["what is the point"] = possible
    first, marked = await office.waiting("first"), await office.waiting("marked")
    await office.house.write("what is the point", "marked")
    await office.house.work()
    cards = (await office.desk.listing("waiting", sam)).cards
    assert [(card.id, card.possible_danger, card.urgent) for card in cards] == [
        (first, False, False),
        (marked, True, False),
    ]
    browser = await office.browser(sam)
    page = await browser.open(f"/desk/conversations/{marked}")
    assert "Possible danger: Self harm crisis." in page
    assert page.count("Possible danger") == 3, "a line of the thread, a mark above it and one in the list"


async def test_where_danger_is_sure_it_is_not_called_possible_as_well(office: Office, sam: Officer) -> None:
    office.house.rasa.understandings["hm"] = understood(possible="domestic_abuse")
    office.house.rasa.understandings["he hits me"] = understood("domestic_abuse", "social_care", urgent=True)
    await office.waiting("ada")
    for text in ("hm", "he hits me"):
        await office.house.write(text, "ada")
        await office.house.work()
    [card] = (await office.desk.listing("waiting", sam)).cards
    assert card.urgent and not card.possible_danger
