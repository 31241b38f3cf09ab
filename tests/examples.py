"""How many examples a law is tried with; `make laws` asks for many more."""

import os

EXAMPLES = int(os.environ.get("KINKEEPER_EXAMPLES", "15"))
