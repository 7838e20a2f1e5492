"""Laws of the comparison, held over generated and real descriptions with random edits."""
