"""Clients signed in as the people of a scene, by real sessions."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from competition.accounts import service as accounts
from competition.core.records import SYSTEM
from tests.tally.scene import Scene

PASSWORD = "correct horse battery"


def enter(app: Flask, scene: Scene, who: str, *, language: str = "en") -> FlaskClient:
    """A client with a session of that person."""
    number = scene.people[who]
    accounts.set_password(scene.db, SYSTEM, number, PASSWORD)
    _, token = accounts.sign_in(scene.db, accounts.get(scene.db, number).handle, PASSWORD)
    client = app.test_client()
    with client.session_transaction() as session:
        session["token"], session["lang"] = token, language
    return client
