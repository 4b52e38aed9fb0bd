"""Compile the catalogues of a checkout: each .mo beside its .po, so that an edit shows at the next start."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

for po in sorted(Path(__file__).resolve().parent.parent.glob("competition/translations/*/LC_MESSAGES/*.po")):
    with po.open("rb") as source:
        catalog = read_po(source)
    with po.with_suffix(".mo").open("wb") as target:
        write_mo(target, catalog)
