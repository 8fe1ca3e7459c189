"""Errands that gather something from the resident: one form for all of them, each described in a YAML file here."""
