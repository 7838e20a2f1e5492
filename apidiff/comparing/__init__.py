"""Base and revision in, findings out: what differs, where, for whom, and what containment says of it."""
