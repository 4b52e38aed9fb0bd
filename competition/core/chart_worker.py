"""The drawing process: one Vega-Lite specification as a line of JSON in, one line with its SVG or its fault out.

It stands apart because a drawing holds Python's lock for about 100 ms, during which a server in the same process would
answer nobody. It ends when its input does, so it never outlives the server.
"""

from __future__ import annotations

import json
import sys
from typing import TextIO


def main(source: TextIO, target: TextIO) -> None:
    """Draw until the input ends."""
    # 84 MB that only this process needs.
    import vl_convert

    for line in source:
        try:
            # No address is allowed: a specification draws the rows that it holds and nothing else.
            answer = {"svg": vl_convert.vegalite_to_svg(json.loads(line), allowed_base_urls=[])}
        except Exception as fault:  # whatever one drawing raises, the next must still be drawn
            answer = {"fault": f"{type(fault).__name__}: {fault}"}
        target.write(json.dumps(answer) + "\n")
        target.flush()


if __name__ == "__main__":
    main(sys.stdin, sys.stdout)
