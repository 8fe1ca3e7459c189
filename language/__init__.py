"""Everything needed to read a resident's words. Standard library only, except contacts.py, and for Python 3.10 as
well."""
