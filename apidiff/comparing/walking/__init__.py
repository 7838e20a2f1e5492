"""The graph of pairs of schemas: walked, decided, with a witness for each refutation."""
