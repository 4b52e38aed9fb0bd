"""The verbs of the archive: bundles are written, verified and registered; past rounds and digits are looked up."""

from competition.archive.service.finding import find_digits, registered
from competition.archive.service.laws import LAWS
from competition.archive.service.outstanding import outstanding
from competition.archive.service.past import editions, track
from competition.archive.service.reading import bundle, bundles, checked, current, file_of, is_current
from competition.archive.service.writing import verify_bundle, write_bundle

__all__ = [
    "LAWS", "bundle", "bundles", "checked", "current", "editions", "file_of", "find_digits", "is_current",
    "outstanding", "registered", "track", "verify_bundle", "write_bundle",
]  # fmt: skip
