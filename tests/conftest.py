"""Property tests give the same answer in every run; APIDIFF_EXAMPLES makes them look further, each time elsewhere."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("searching", deadline=None, max_examples=int(os.environ.get("APIDIFF_EXAMPLES", 100)))
settings.load_profile("searching" if "APIDIFF_EXAMPLES" in os.environ else "steady")
