"""The forms of a report, each a module of its own."""
