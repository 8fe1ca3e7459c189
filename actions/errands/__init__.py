"""Errands that gather something from the resident: one form for all of them, each described in a YAML file here. (The
gateway calls everything that a resident asks for an errand, those that need no form as well.)"""
