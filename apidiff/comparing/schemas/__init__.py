"""One schema and pairs of schemas: what they are made of, and which edits of keywords there are."""
