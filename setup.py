"""What setup.cfg cannot say: templates/ stands at the top and travels inside the package; .po becomes .mo."""

from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py


class BuildPy(build_py):
    """Compile the catalogues before the package is gathered."""

    def run(self):
        """Write each .mo beside its .po, then build as ever."""
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        for po in Path("competition/translations").glob("*/LC_MESSAGES/*.po"):
            with po.open("rb") as source, po.with_suffix(".mo").open("wb") as target:
                write_mo(target, read_po(source))
        super().run()


setup(
    packages=[*find_packages(include=["competition*", "scoring*"]), "competition.templates"],
    cmdclass={"build_py": BuildPy},
)
