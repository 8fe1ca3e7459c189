"""The pages for staff: the desk, reports, answers, accounts and rejected requests."""
