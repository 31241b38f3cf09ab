"""How many examples a law is tried with: a few, or as many as `.ci/run` and `make laws` want."""

import os

# From so many on, tests that could go on for ever do more, too.
MANY = 15
EXAMPLES = int(os.environ.get("KINKEEPER_EXAMPLES", "5"))
