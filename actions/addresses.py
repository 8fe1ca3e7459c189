"""The step that several forms begin with: from a postcode, typed at any time, to one address of the records."""

import re
from dataclasses import dataclass
from itertools import islice
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.areas import LEAVE_IT, say_other_council, say_whose
from actions.dialogue import (
    PERSON,
    SMALL_WORDS,
    Events,
    Turn,
    button,
    earlier_turns,
    read_turn,
    slots_set_since_message,
)
from actions.fallback import likeliest, offer_buttons, offer_person
from actions.records import Records, records
from language.houses import house_and_street
from language.normalise import normalise
from language.ordinals import none_of_them, place_in_list
from language.postcodes import find_postcode, with_postcode, without_postcode

_LETTER_APART = re.compile(r"\b(\d+)\s([a-h])\b(?!')")
_WORD = re.compile(r"[\w']+")
_POSTCODE = "<postcode>"
_HOUSE_NUMBER = re.compile(
    rf"\b(?:house|number|num|no|nr)\.? ?(\d{{1,4}}[a-h]?)\b|#(\d{{1,4}}[a-h]?)\b|"
    rf"\b(\d{{1,4}}[a-h]?)[ ,]+{_POSTCODE}|{_POSTCODE}[ ,]+(\d{{1,4}}[a-h]?)\b"
    r"(?=\W*\Z|\W+(?:please|pls|thanks|ta|when|what|whats)\b)"
)
ADDRESSES_SHOWN = 8  # at once
EARLIER_TURNS_READ = 8
FORGOTTEN: dict[str, Any] = {
    "postcode": None,
    "uprn": None,
    "address": None,
    "addresses": None,
    "address_page": None,
    "tried_postcode": None,
}
_BESIDE_AN_ADDRESS = """
    address correct correction home house live new number postcode mate love ta cheers thank door think lives um er erm
"""
# Besides the small words these may stand beside a postcode without asking anything: "my new address is FB1 2CD".
_FILLER = SMALL_WORDS | set(_BESIDE_AN_ADDRESS.split())


@dataclass(frozen=True)
class Address:
    """One row of the records."""

    uprn: str
    address: str
    postcode: str


def _words(text: str) -> list[str]:
    """Its words; "12 a" is one, as "12a" is."""
    return _WORD.findall(_LETTER_APART.sub(r"\1\2", normalise(text).lower()))


def postcode_given(turn: Turn, about_form: bool) -> str | None:
    """The postcode of a message that answers or corrects; not that of a question about something else."""
    postcode = find_postcode(turn.text)
    only_postcode = all(word in _FILLER for word in _words(without_postcode(turn.text)))
    return postcode if about_form or only_postcode else None


def earlier_mention(events: Events) -> str:
    """The last message before this one with a postcode in it, so that nobody is asked for it twice."""
    return next((turn.text for turn in earlier_turns(events) if find_postcode(turn.text)), "")


def match_address(text: str, addresses: list[Address]) -> Address | None:
    """The one address that "12", "number 12" or "flat 3 Mill Court" means, or None where none or several fit."""
    said = [word for word in _words(text) if word not in _FILLER]
    fits = [a for a in addresses if said and set(said) <= set(_words(a.address))]
    begins = [a for a in fits if _words(a.address)[: len(said)] == said]
    best = begins or fits
    return best[0] if len(best) == 1 else None


def named_address(text: str, addresses: list[Address]) -> Address | None:
    """The one address that a message with its postcode names as well: "FB1 2CD, number 3", or its first line among
    other words, "bin day for 3 Mill Lane FB1 2CD". Another number beside
    it is of a flat, or of a house, that we do not know."""
    rest = without_postcode(text)
    said = f" {' '.join(_words(rest))} "
    numbers = {word for word in _words(rest) if word[0].isdigit()}
    named = [
        a
        for a in addresses
        if f" {' '.join(_words(a.address.split(',')[0]))} " in said and numbers <= set(_words(a.address))
    ]
    return named[0] if len(named) == 1 else match_address(rest, addresses) or _numbered(text, addresses)


def _numbered(text: str, addresses: list[Address]) -> Address | None:
    """The one address whose house number stands beside the postcode, or is called a number: "bin day fb1 2cd number 3",
    "im 3 fb1 2cd". Where several numbers are said, none is sure."""
    said = normalise(with_postcode(text, f" {_POSTCODE} ")).lower()
    numbers = {number for match in _HOUSE_NUMBER.finditer(said) for number in match.groups() if number}
    found = [a for a in addresses if numbers == set(_words(a.address)[:1])]
    return found[0] if len(found) == 1 else None


async def find_address(
    turn: Turn, tracker: Tracker, *, about_form: bool, records: Records, asked: str | None
) -> dict[str, Any]:
    """The slots that this message changes: a pressed choice, a new postcode, or words for one of the addresses. `asked`
    is "postcode" or "uprn" where that was asked last, and None at the beginning of a form."""
    slots = tracker.slots
    known = [Address(**row) for row in slots.get("addresses") or []]
    pressed = turn.entities.get("uprn")
    if pressed == "other":
        return FORGOTTEN | {"note": "new_address"}
    if pressed == "none":
        return FORGOTTEN | {"note": "not_listed"}
    if pressed == "more":
        return {"address_page": (slots.get("address_page") or 0) + 1}
    if pressed:
        return _settled_on(next((a for a in known if a.uprn == pressed), None))
    said, postcode = turn.text, postcode_given(turn, about_form)
    if postcode is None and asked is None and slots.get("postcode") is None:
        said = earlier_mention(tracker.events)
        postcode = find_postcode(said)
    if postcode and not (postcode == slots.get("postcode") and slots.get("uprn")):
        before = [each.text for each in islice(earlier_turns(tracker.events), EARLIER_TURNS_READ)]
        return await _looked_up(postcode, [said, *before], records)
    if about_form and asked != "uprn" and postcode is None and slots.get("postcode") is None:
        return await _at_house(turn.text, records, asked=asked)
    if asked == "uprn":
        return _chosen(turn.text, known, slots.get("address_page") or 0)
    return {}


def _chosen(text: str, known: list[Address], page: int) -> dict[str, Any]:
    """The address that words mean: its number or name, else its place in the list that is shown."""
    named = match_address(text, known)
    if named is None and none_of_them(text):
        more = len(known) > (page + 1) * ADDRESSES_SHOWN
        return {"address_page": page + 1} if more else FORGOTTEN | {"note": "not_listed"}
    shown = known[page * ADDRESSES_SHOWN : (page + 1) * ADDRESSES_SHOWN]
    place = place_in_list(text, len(shown)) if named is None else None
    return _settled_on(shown[place - 1] if place else named)


async def _at_house(text: str, records: Records, *, asked: str | None) -> dict[str, Any]:
    """The home whose house and street a message names in place of a postcode. One that we do not have is said only
    where a postcode was asked, or where the place is known to be another council's."""
    house = house_and_street(text)
    if house is None:
        return {}
    found = [_address(row) for row in await records.addresses_at(text)]
    if len(found) == 1:
        return FORGOTTEN | _settled_on(found[0])
    if found:
        return FORGOTTEN | {"postcode": found[0].postcode, "addresses": [vars(each) for each in found]}
    elsewhere = not asked and (await records.whose(text=text)).get("council")
    return FORGOTTEN | {"note": "unknown_address", "tried_postcode": house} if asked or elsewhere else {}


async def _looked_up(postcode: str, said: list[str], records: Records) -> dict[str, Any]:
    """A new postcode replaces the address; where it has only one, or the same message names one, that is it, or one of
    the messages before, if by its street."""
    found = await records.addresses(postcode) or await records.addresses_at(said[0])
    if not found:
        return FORGOTTEN | {"note": "unknown_postcode", "tried_postcode": postcode}
    if len(found) == 1:
        return FORGOTTEN | {"postcode": postcode} | _settled_on(_address(found[0]))
    addresses = [_address(row) for row in found]
    several = {"postcode": postcode, "addresses": [vars(address) for address in addresses], "address_page": 0}
    named = named_address(said[0], addresses) or named_before(said[1:], addresses)
    return FORGOTTEN | several | _settled_on(named)


def named_before(said: list[str], addresses: list[Address]) -> Address | None:
    """The one address whose first line stood in an earlier message: "im at 3 barley mow lane", then the postcode."""
    for text in said:
        words = f" {' '.join(_words(text))} "
        lines = [(a, " ".join(_words(a.address.split(",")[0]))) for a in addresses]
        named = [a for a, line in lines if " " in line and f" {line} " in words]
        if named:
            return named[0] if len(named) == 1 else None
    return None


def _address(row: dict[str, str]) -> Address:
    return Address(row["uprn"], row["address"], row["postcode"])


def _settled_on(address: Address | None) -> dict[str, Any]:
    if address is None:
        return {}
    return {"uprn": address.uprn, "address": address.address, "postcode": address.postcode}


class AskPostcode(Action):
    """Asks for the postcode, saying first what was wrong with the last answer if something was."""

    def name(self) -> str:
        return "action_ask_postcode"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        changes = slots_set_since_message(tracker.events)
        turn = read_turn(tracker.latest_message)
        match changes.get("note"):
            case "unknown_postcode":
                tried = str(changes.get("tried_postcode"))
                if not await say_whose(dispatcher, tried, key="utter_postcode_elsewhere", buttons=[LEAVE_IT, PERSON]):
                    dispatcher.utter_message(
                        response="utter_postcode_not_found", tried_postcode=tried, buttons=[PERSON]
                    )
            case "unknown_address":
                await _say_not_kept(dispatcher, tracker, turn, tried=str(changes.get("tried_postcode")))
            case "not_listed":
                dispatcher.utter_message(response="utter_address_not_listed", buttons=[PERSON])
            case "offer" if likeliest(turn):
                dispatcher.utter_message(response="utter_did_you_mean_or_postcode", buttons=offer_buttons(turn)[:-1])
            case "missed" | "offer":
                dispatcher.utter_message(response="utter_ask_postcode_again", buttons=[PERSON])
            case _:
                dispatcher.utter_message(response="utter_ask_postcode")
        offer_person(dispatcher, tracker)
        return []


async def _say_not_kept(dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn, *, tried: str) -> None:
    """Whose the place is that a message names with a house and street, or that our records do not have those."""
    council = (await records().whose(text=turn.text)).get("council")
    if council:
        say_other_council(dispatcher, council, key="utter_postcode_elsewhere", buttons=[LEAVE_IT, PERSON])
    else:
        dispatcher.utter_message(response="utter_address_not_found", tried=tried, buttons=[LEAVE_IT, PERSON])


class AskAddress(Action):
    """Offers the addresses at the postcode, a page at a time."""

    def name(self) -> str:
        return "action_ask_uprn"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        addresses = [Address(**row) for row in tracker.get_slot("addresses") or []]
        page = tracker.get_slot("address_page") or 0
        missed = slots_set_since_message(tracker.events).get("note") == "missed"
        dispatcher.utter_message(
            response="utter_ask_address_again" if missed else "utter_ask_address",
            postcode=tracker.get_slot("postcode"),
            buttons=address_buttons(addresses, page),
        )
        offer_person(dispatcher, tracker)
        return []


def address_buttons(addresses: list[Address], page: int) -> list[dict[str, str]]:
    """One page of addresses, and the way to the next page or out."""
    shown = addresses[page * ADDRESSES_SHOWN : (page + 1) * ADDRESSES_SHOWN]
    choices = [button(a.address, "provide_details", uprn=a.uprn) for a in shown]
    more = len(addresses) > (page + 1) * ADDRESSES_SHOWN
    way_on = button("Another address", "provide_details", uprn="more" if more else "none")
    return [*choices, way_on]
