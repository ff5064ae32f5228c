"""Lines of JSON from the reading process; apart from the rest so that it can speak before anything heavy is loaded."""

from __future__ import annotations

import json
from typing import IO, Any


def say(out: IO[bytes], what: str, **facts: Any) -> None:
    """Write one line: what happened and its facts."""
    out.write(json.dumps({"what": what, **facts}).encode("ascii") + b"\n")
    out.flush()
