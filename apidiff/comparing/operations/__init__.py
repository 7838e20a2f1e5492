"""Pairs of operations: parameters, bodies, responses, security, servers, links."""
