"""Plain data that flows between the steps; nothing here reads, decides or prints."""
