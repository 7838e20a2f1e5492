"""What a project's policy asks of a comparison: configuration, path versions, waivers, deprecation, verdict."""
