"""From edits to findings: gathered, with stable ids, and a ledger of what no edit claims."""
