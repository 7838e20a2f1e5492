"""Hostile and broken descriptions, and a fuzzer that holds apidiff to its word: a result or one error, in bounds."""
