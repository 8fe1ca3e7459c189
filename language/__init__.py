"""What reading a resident's words needs, whoever reads them. Standard library only but for contacts.py, and for
Python 3.10 as well."""
