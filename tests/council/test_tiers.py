"""Whose job a service is: tiers, exceptions, and what is said when the tables cannot be meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answers import load_answers
from bot.council import Council
from bot.errors import CouncilFileError
from language import taxonomy
from tests.council_files import council_text, with_services, write_council

COUNCILS = Path(__file__).parent.parent / "conversations" / "councils"
ELSEWHERE = '[services.elsewhere]\nname = "Fernshire County Council"\npage = "https://www.fernshire.example"\n'
DISTRICT = f"[services]\ndistrict = true\ncounty = false\n{ELSEWHERE}"
COUNTY = f"[services]\ndistrict = false\ncounty = true\n{ELSEWHERE}"


def council_with(folder: Path, services: str) -> Council:
    """A small council with these tables."""
    return write_council(folder, council_text(more=services))


def test_a_council_that_says_nothing_runs_both_tiers(tmp_path: Path) -> None:
    assert council_with(tmp_path, "").services.elsewhere == ()
    assert council_with(tmp_path, "[services]\ndistrict = true\ncounty = true").services.elsewhere == ()


@pytest.mark.parametrize(
    ("intent", "in_a_district", "in_a_county"),
    [
        ("missed_bin_report", True, False),
        ("council_tax_pay", True, False),
        ("housing_register_apply", True, False),
        ("planning_apply", True, False),
        ("pothole_report", False, True),
        ("school_place_apply", False, True),
        ("register_birth", False, True),
        ("library_join", False, True),
        ("recycling_centre", False, True),
        ("roadworks_obstruction", False, True),
        ("adult_care_request", False, True),
        ("council_tax_arrears", True, False),
        ("home_grants_adaptations", True, True),
        ("licence_apply", True, True),
        ("parking_permit_apply", True, True),
        ("tree_vegetation_report", True, True),
        ("complaint_feedback", True, True),
        ("safeguarding_child", True, True),
        ("homelessness_now", True, True),
        ("dangerous_structure_report", True, True),
        ("signpost_dvla", True, True),
        ("speak_to_person", True, True),
    ],
)
def test_the_tier_says_whose_service_it_is(tmp_path: Path, intent: str, in_a_district: bool, in_a_county: bool) -> None:
    assert (intent not in council_with(tmp_path, DISTRICT).services.elsewhere) is in_a_district
    assert (intent not in council_with(tmp_path, COUNTY).services.elsewhere) is in_a_county


def test_every_service_is_run_by_one_tier_or_the_other(tmp_path: Path) -> None:
    district = set(council_with(tmp_path, DISTRICT).services.elsewhere)
    county = set(council_with(tmp_path, COUNTY).services.elsewhere)
    assert district and county
    assert district & county == set()
    kinds = {taxonomy.intents()[name].kind for name in district | county}
    assert kinds == {"answer", "apply", "pay", "lookup", "report", "handoff"}


def test_exceptions_go_both_ways(tmp_path: Path) -> None:
    more = "[services.exceptions]\nstreet_light_report = true\nparking_fine_pay = false\nmissed_bin_report = false"
    elsewhere = council_with(tmp_path, f"{DISTRICT}{more}").services.elsewhere
    assert "street_light_report" not in elsewhere
    assert {"parking_fine_pay", "missed_bin_report", "pothole_report"} <= set(elsewhere)


def test_a_council_of_both_tiers_may_name_who_runs_a_service(tmp_path: Path) -> None:
    services = council_with(tmp_path, f"{ELSEWHERE}[services.exceptions]\nbus_pass = false").services
    assert services.elsewhere == ("bus_pass",)
    assert services.values("bus_pass") == {
        "service": "Older or disabled person's bus pass",
        "council": "Fernshire County Council",
        "where": "See https://www.fernshire.example.",
    }


def test_what_is_told_names_the_service_the_council_and_where(tmp_path: Path) -> None:
    services = write_council(tmp_path, with_services((COUNCILS / "district.toml").read_text("utf-8"))).services
    assert services.values("pothole_report") == {
        "service": "Report a pothole",
        "council": "Fernshire County Council",
        "where": "See https://www.fernshire.example/roads/potholes or call 01632 960 500.",
    }
    assert services.values("register_birth")["where"] == "See https://www.fernshire.example or call 01632 960 500."
    assert services.values("missed_bin_report") == services.values(None) == services.values("no_such_intent") == {}


def test_links_of_another_councils_services_need_not_be_written(tmp_path: Path) -> None:
    text = with_services((COUNCILS / "district.toml").read_text("utf-8"))
    kept = [line for line in text.splitlines() if not line.startswith(("pothole_report = ", "school_place_apply"))]
    council = write_council(tmp_path, "\n".join(kept))
    assert council.fact("link.pothole_report") == "https://www.fernshire.example"
    assert council.fact("link.school_place_apply_criteria") == "https://www.fernshire.example"
    assert council.fact("link.missed_bin_report") == "https://www.fernley.example/bins/missed"
    assert "utter_other_council" in load_answers(Path("domain"), council.fact)


@pytest.mark.parametrize(
    ("services", "said"),
    [
        ("[services]\ndistrict = false\ncounty = false", "district and county are both false"),
        ("[services]\ncounty = false", "services.elsewhere is missing"),
        ("[services.exceptions]\nbus_pass = false", "services.elsewhere is missing.*bus_pass"),
        (f"{DISTRICT}[services.exceptions]\npot_hole = false", "services.exceptions: pot_hole is not an intent"),
        (f"{DISTRICT}[services.links]\npot_hole = 'https://a.example'", "services.links: pot_hole is not an intent"),
        (f"{DISTRICT}[services.exceptions]\nsafeguarding_child = false", "safeguarding_child is never sent"),
        (f"{DISTRICT}[services.exceptions]\ngreet = false", "greet is never sent"),
        (f"{DISTRICT}[services.links]\nbin_order = 'https://a.example'", "bin_order is run by this council"),
        (f"{DISTRICT}[services.links]\npothole_report = 'www.a.example'", "services.links.pothole_report"),
        (DISTRICT.replace("https://www", "www"), "services.elsewhere.page"),
        (DISTRICT.replace('name = "Fernshire County Council"\n', ""), "services.elsewhere.name"),
        ("[services]\ndistricts = true", "services.districts"),
        ("[services.exceptions]\nbus_pass = 'no'", "services.exceptions.bus_pass"),
    ],
)
def test_tables_that_cannot_be_meant_are_refused(tmp_path: Path, services: str, said: str) -> None:
    with pytest.raises(CouncilFileError, match=said):
        council_with(tmp_path, services)
