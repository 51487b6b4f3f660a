"""Submissions for programs: kinds, the check, hand in, list, review."""
