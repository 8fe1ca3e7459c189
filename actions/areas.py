"""Places that are not ours: whose they are, by the records. Nobody is sent away with nothing but "not ours"."""

from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import PERSON, button
from actions.records import RecordsDown, records

LEAVE_IT = button("Leave it", "start_over")


async def whose(postcode: str) -> dict[str, Any]:
    """What the records say of a postcode; nothing where they cannot be read."""
    try:
        return await records().whose(postcode=postcode)
    except RecordsDown:
        return {}


async def is_other_councils(postcode: str) -> bool:
    """Whether a postcode is known to be in another council's area."""
    return bool((await whose(postcode)).get("council"))


async def say_whose(dispatcher: CollectingDispatcher, postcode: str, *, key: str, buttons: Any = None) -> bool:
    """Says whose a postcode is, with this answer of ours. False where it is not known to be another council's."""
    council = (await whose(postcode)).get("council")
    if council:
        say_other_council(dispatcher, council, key=key, buttons=buttons)
    return bool(council)


async def is_not_ours(dispatcher: CollectingDispatcher, postcode: str) -> bool:
    """Says so of a postcode that is another council's, or that our addresses do not have."""
    found = await whose(postcode)
    if found.get("council"):
        say_other_council(dispatcher, found["council"])
    elif found.get("kept") and not found.get("ours"):
        dispatcher.utter_message(response="utter_postcode_not_ours", given_postcode=postcode, buttons=[PERSON])
    else:
        return False
    return True


def say_other_council(
    dispatcher: CollectingDispatcher, council: dict[str, str], *, key: str = "utter_other_area", buttons: Any = None
) -> None:
    """Which council it is, and its page."""
    named = {"council": council["name"], "page": council["page"], "place": council["place"]}
    dispatcher.utter_message(response=key, buttons=buttons or [PERSON], **named)
