"""Days as residents name them and read them."""

from datetime import date

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def say_day(day: date) -> str:
    """ "Tuesday 24 November": of a day that is near."""
    return f"{day:%A} {day.day} {day:%B}"


def say_date(day: date) -> str:
    """ "3 December 2026"."""
    return f"{day.day} {day:%B} {day.year}"
