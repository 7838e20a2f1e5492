"""How fast apidiff is, against its peers, on real descriptions and on generated ones."""
