from flask import Blueprint
bp = Blueprint("adjudication", __name__, url_prefix="/rounds/<code>")
