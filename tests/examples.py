"""How many examples a law is tried with: a few, or as many as `.ci/run` and `make laws` want."""

import os

EXAMPLES = int(os.environ.get("KINKEEPER_EXAMPLES", "5"))
