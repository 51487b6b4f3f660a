"""Submissions for people: forms to fill in, files, what becomes of them, the desk of reviewers."""
