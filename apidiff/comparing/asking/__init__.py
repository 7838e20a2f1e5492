"""What is asked of containment: from places in two descriptions to questions, and the answers."""
