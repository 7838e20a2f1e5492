"""Code hosts: how each keeps a comment on a pull request."""
