"""The core's own plate: the pages of the house itself, its tables and its laws."""

from __future__ import annotations

from competition.core import migrations, words
from competition.core.laws import LAWS
from competition.core.plate import Room
from competition.core.web import views

room = Room(name="core", pages=views.bp, migrations=migrations.steps, laws=LAWS, words=words)
