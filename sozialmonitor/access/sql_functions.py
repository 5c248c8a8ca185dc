"""For migrations that replace functions: what stood before, out of the file that made it, to go back to."""

import re
from pathlib import Path


def as_made(file: Path, *names: str) -> str:
    """KeyError for a function the file does not make."""
    made = {
        name: f"CREATE OR REPLACE FUNCTION {name}{rest}"
        for name, rest in re.findall(r"^CREATE FUNCTION (\w+)(.*?\$\$.*?\$\$;)", file.read_text("utf-8"), re.S | re.M)
    }
    return "\n".join(made[name] for name in names)
