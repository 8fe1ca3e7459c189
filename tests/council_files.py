"""Small council.toml files for tests, written from a template."""

from __future__ import annotations

import re
from pathlib import Path

from bot.council import Council, load_council
from language import taxonomy

ROOT = Path(__file__).resolve().parent.parent
OFFICE_HOURS = "\n".join(
    f'{day} = ["08:30-12:30", "13:30-17:00"]' for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
)

TEMPLATE = """
[council]
name = "Fernley Borough Council"
short_name = "Fernley"
nation = "{nation}"
languages = ["en", "cy"]
website = "https://www.fernley.example"
phone = "01632 960 001"
email = "hello@fernley.example"
address = "Town Hall, Fernley FB1 1AA"
emergency_phone = "01632 960 999"
privacy_notice = "https://www.fernley.example/privacy"
brand_colour = "#1b5e57"

[opening_hours]
{opening_hours}

[targets]
assistant = 10
first_human = 900
next_human = 600

[queues.waste]
name = "Waste and recycling"
topics = ["waste"]
targets = {{ first_human = 600 }}
channel_targets = {{ sms = {{ first_human = 1200 }} }}

[queues.tax]
name = "Council tax"
topics = ["council_tax"]
{tax_hours}

[queues.rest]
name = "Contact centre"
topics = [{rest}]

{more}
"""

TAX_HOURS = '[queues.tax.opening_hours]\ntuesday = ["10:00-12:00"]'


def council_text(
    nation: str = "england", opening_hours: str = OFFICE_HOURS, tax_hours: str = TAX_HOURS, more: str = ""
) -> str:
    """The text of a small file: queues waste, tax (Tuesdays from 10 to 12) and rest."""
    rest = ", ".join(f'"{topic}"' for topic in taxonomy.topics() if topic not in ("waste", "council_tax"))
    return TEMPLATE.format(nation=nation, opening_hours=opening_hours, tax_hours=tax_hours, rest=rest, more=more)


def with_services(services: str) -> str:
    """The text of the demonstration's file with other [services] tables."""
    text = (ROOT / "council.toml").read_text("utf-8")
    return re.sub(r"^\[services\]\n.*?(?=^\[)", lambda _: f"{services}\n", text, count=1, flags=re.M | re.S)


def write_council(folder: Path, text: str | None = None) -> Council:
    """Write the file and load it."""
    path = folder / "council.toml"
    path.write_text(council_text() if text is None else text, "utf-8")
    return load_council(path)
