"""Grading: one submission, judged by a process that never runs student code."""
