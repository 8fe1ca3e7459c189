"""Makes the demonstration council's records in demo/records/, the same ones every time: run it, then look at git diff.

addresses.csv      uprn, address, postcode, round, ward, polling_district, latitude, longitude
                   one home a row; uprn is its number in the national register
rounds.csv         round, bin, weekday, every_weeks, first_date
                   one bin of a round a row; bin is refuse, recycling, garden or food; the bin is emptied every so many
                   weeks from first_date, which must be that weekday, for ever
round_changes.csv  original_date, new_date, note           every round due on the first date is emptied on the second
                   instead. Bank holidays need no row: what is due on one, or later that week, moves one day later

The other files there are written by hand.
"""

import csv
import random
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "demo" / "records"
FIRST_UPRN = 990000000001  # no local authority has this range
FIRST_WEEK = date(2025, 1, 6)  # the Monday from which all rounds are counted
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
BUILDINGS = ("Weavers", "Tanners", "Orchard", "Quayside")
STREETS = (
    "Alder Close", "Ashfield Road", "Barley Mow Lane", "Bell Yard", "Birch Grove", "Bridge Street", "Canal Walk",
    "Chapel Row", "Church Lane", "Cobbler's Hill", "Copper Beech Avenue", "Dairy Lane", "Elm Park", "Fernley Green",
    "Foundry Street", "Glebe Road", "Harvest Way", "Hawthorn Drive", "High Street", "Ivy Terrace", "Kiln Lane",
    "Larch Road", "Linden Crescent", "Lock Cottages", "Market Square", "Mill Lane", "Miller's Court", "New Street",
    "Nightingale Way", "Oakfield Drive", "Old Post Road", "Orchard Rise", "Priory Road", "Quarry Bank", "Ropewalk",
    "Rowan Close", "Saddler's Way", "School Lane", "Station Road", "Willow Walk",
)  # fmt: skip
# How many homes a postcode has: one at the edge of town, thirty in a block of flats.
SIZES = (1, 12, 6, 14, 30, 9, 16, 8, 20, 11, 2, 13, 18, 7, 10, 15, 5, 24, 9, 12)
INWARD = "ABDEFGHJLNPQRSTUWXYZ"  # letters that end a British postcode
WARDS = (
    "Market",
    "Fernley Green",
    "Priory",
    "Quarry",
)  # one to each postal district, with one exception
SPLIT_WARDS = {"FB2 1XB": "Market"}  # a street whose higher numbers belong to the next ward
SPLIT_DISTRICTS = {"FB1 2CD"}  # a street whose higher numbers vote elsewhere
CENTRE = (52.6042, -0.9127)

Row = tuple[str | int, ...]


def postcodes() -> list[str]:
    """Forty of them over four districts, with the two that the examples in our answers use."""
    made = [
        f"FB{district} {number}{INWARD[(district * 7 + number * 3) % 20]}{INWARD[(district * 5 + number * 11) % 20]}"
        for district in (1, 2, 3, 4)
        for number in range(10)
    ]
    made[1], made[2] = "FB1 1AA", "FB1 2CD"
    return made


def addresses() -> list[Row]:
    """One street or block a postcode; every second home pays for the garden bin."""
    chance = random.Random(2026)
    rows: list[Row] = []
    sizes = [1 if postcode == "FB1 1AA" else size for postcode, size in zip(postcodes(), cycle(SIZES), strict=False)]
    for number, (postcode, street, size) in enumerate(zip(postcodes(), STREETS, sizes, strict=True)):
        weekday, half = WEEKDAYS[number % 5], "ab"[number // 5 % 2]
        for home in homes(postcode, street, size, number=number):
            garden = "" if size >= 24 else chance.choice(("", "-garden"))
            round_name = f"{weekday}-flats" if size >= 24 else f"{weekday}-{half}{garden}"
            place = areas(postcode, number, home)
            rows.append((FIRST_UPRN + len(rows), f"{home}, Fernley", postcode, round_name, *place))
    return rows


def areas(postcode: str, number: int, home: str) -> Row:
    """Ward, polling district (two letters: the ward's, and A or B), latitude and longitude of a home."""
    ward, half = WARDS[number // 10], "A" if number % 10 < 5 else "B"
    house = int(home.split()[0]) if home[0].isdigit() else 0
    if house > 6 and postcode in SPLIT_WARDS:
        ward, half = SPLIT_WARDS[postcode], "B"
    if house > 4 and postcode in SPLIT_DISTRICTS:
        half = "B"
    north, east = (number // 10 % 2 - 0.5) * 0.04, (number // 20 - 0.5) * 0.06
    latitude = CENTRE[0] + north + number % 10 * 0.0017 + house * 0.00003
    longitude = CENTRE[1] + east + number % 10 * 0.0013
    return (ward, f"{ward[0]}{half}", f"{latitude:.5f}", f"{longitude:.5f}")


def homes(postcode: str, street: str, size: int, *, number: int) -> list[str]:
    """The homes of one postcode in the order a resident would look for them."""
    if postcode == "FB1 1AA":
        return ["Caretaker's Flat, Town Hall, Market Square"]
    if size == 1:
        return [f"Hill Farm, {street}"]
    if size >= 24:
        return [f"Flat {n}, {BUILDINGS[number % len(BUILDINGS)]} House, {street}" for n in range(1, size + 1)]
    first, step = (1, 2) if number % 3 == 0 else (2, 2) if number % 3 == 1 else (1, 1)
    return [f"{n} {street}" for n in range(first, first + size * step, step)]


def rounds() -> list[Row]:
    """Rubbish and recycling in alternate weeks, food every week, garden waste with the recycling; flats weekly."""
    rows: list[Row] = []
    for offset, weekday in enumerate(WEEKDAYS):
        this, other = FIRST_WEEK + timedelta(days=offset), FIRST_WEEK + timedelta(days=offset + 7)
        for half, refuse, recycling in (("a", this, other), ("b", other, this)):
            for garden in ("", "-garden"):
                name = f"{weekday}-{half}{garden}"
                rows.append((name, "refuse", weekday, 2, refuse.isoformat()))
                rows.append((name, "recycling", weekday, 2, recycling.isoformat()))
                rows.append((name, "food", weekday, 1, this.isoformat()))
                if garden:
                    rows.append((name, "garden", weekday, 2, recycling.isoformat()))
        rows += [(f"{weekday}-flats", name, weekday, 1, this.isoformat()) for name in ("refuse", "recycling", "food")]
    return rows


CHANGES: list[Row] = [
    ("2026-12-25", "2026-12-24", "a day early for Christmas"),
    ("2027-01-01", "2027-01-02", "moved for New Year's Day"),
]


def write(name: str, header: Row, rows: list[Row]) -> None:
    """One file, replaced."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def main() -> None:
    """All three files."""
    columns = ("uprn", "address", "postcode", "round", "ward", "polling_district", "latitude", "longitude")
    write("addresses.csv", columns, addresses())
    write("rounds.csv", ("round", "bin", "weekday", "every_weeks", "first_date"), rounds())
    write("round_changes.csv", ("original_date", "new_date", "note"), CHANGES)


if __name__ == "__main__":
    main()
