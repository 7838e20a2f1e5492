"""Apply a project's policy to a comparison: configuration, path versions, waivers, deprecation, verdict."""
