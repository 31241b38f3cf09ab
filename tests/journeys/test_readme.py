"""What the README tells somebody to type works as it stands."""

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
BY_HAND = re.compile(r"## The main job by hand.*?```sh\n(.*?)```", re.DOTALL)


def test_the_main_job_by_hand(tmp_path: Path) -> None:
    """All but the last line, which serves until it is told to stop; the site is in a folder of its
    own, whatever the demo has left in `var/`."""
    found = BY_HAND.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert found is not None
    *lines, last = found[1].strip().splitlines()
    assert last == "$K serve --bind 127.0.0.1:8123"
    typed = "\n".join(["set -e", *lines])
    assert "$PWD/var/by-hand" in typed
    typed = typed.replace("$PWD/var/by-hand", str(tmp_path / "site"))
    typed = typed.replace("letter.pdf", str(tmp_path / "letter.pdf"))
    kept = {name: each for name, each in os.environ.items() if not name.startswith("KINKEEPER")}
    done = subprocess.run(
        ["bash", "-c", typed], cwd=ROOT, env=kept, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Import 2 is applied" in done.stdout
    assert "\nyes\n" in done.stdout
    assert "1 issued, 0 skipped." in done.stdout
    assert "KINKEEPER_URL" not in done.stderr
    assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF")
