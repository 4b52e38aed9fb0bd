"""Exact numbers at the edge: decimal text, hundredths of a point, fen of money, and money in words.

Storage holds integers only (hundredths of a point or of a percent, fen 分); people write decimals. This is the one
place that converts between them. Full-width digits and the typographic minus (−) are read as what they mean; floats,
exponents, infinities and digits beyond the scale are refused, never rounded.
"""

import re
from decimal import Decimal

from competition.core.errors import Refusal

# Sixteen digits before the point keep fen and hundredths inside SQLite's 64-bit integers.
MOST_DIGITS = 16

_FOLD = str.maketrans("０１２３４５６７８９．－＋，−", "0123456789.-+,-")
_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)


class ParseFault(Refusal):
    """A text or value that is not an exact number of the asked scale; says what was found."""


def decimal(value: Decimal | int | str) -> Decimal:
    """Read an exact decimal from what a person typed.

    Raises ParseFault: ``amounts.inexact`` for a float, ``amounts.comma`` (with a suggestion) where a comma stands,
    ``amounts.not_a_number`` for anything else that is no plain decimal, ``amounts.too_large`` beyond 16 digits.

    >>> decimal("１２．５"), decimal("−3.10")
    (Decimal('12.5'), Decimal('-3.10'))
    """
    if isinstance(value, (bool, float)):
        raise ParseFault("amounts.inexact", found=str(value))
    number = _read(value) if isinstance(value, str) else Decimal(value)
    if not number.is_finite():
        raise ParseFault("amounts.not_a_number", found=str(value))
    if number.adjusted() >= MOST_DIGITS:
        raise ParseFault("amounts.too_large", found=str(value), digits=MOST_DIGITS)
    return number


def _read(text: str) -> Decimal:
    folded = text.strip().translate(_FOLD)
    if not _DECIMAL.fullmatch(folded):
        if "," in folded and (guess := without_comma(folded)) is not None:
            raise ParseFault("amounts.comma", found=text.strip(), suggestion=guess)
        raise ParseFault("amounts.not_a_number", found=text.strip())
    return Decimal(folded)


def without_comma(text: str) -> str | None:
    """Say what a number with a comma most likely means, or None where it cannot be told.

    >>> without_comma("52,3"), without_comma("200,000"), without_comma("1,2,3")
    ('52.3', '200000', None)
    """
    folded = text.strip().translate(_FOLD)
    guess = folded.replace(",", "") if _GROUPED.fullmatch(folded) else folded.replace(",", ".")
    return plain(Decimal(guess)) if _DECIMAL.fullmatch(guess) else None


def plain(value: Decimal) -> str:
    """Write a decimal in its one canonical form: no exponent, no plus sign, no trailing zeros, no negative zero.

    >>> plain(Decimal("8.500")), plain(Decimal("1E+2")), plain(Decimal("-0.0"))
    ('8.5', '100', '0')
    """
    if value == 0:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def to_hundredths(value: Decimal | int | str) -> int:
    """Give a mark, weight or percentage in hundredths; more than two decimals are refused.

    >>> to_hundredths("86.5")
    8650
    """
    return _scaled(value, places=2)


def hundredths(count: int) -> Decimal:
    """Give the decimal that so many hundredths are.

    >>> hundredths(8650)
    Decimal('86.50')
    """
    return Decimal(count).scaleb(-2)


def to_fen(value: Decimal | int | str) -> int:
    """Give an amount of yuan in fen; fractions of a fen are refused.

    >>> to_fen("200000")
    20000000
    """
    return _scaled(value, places=2)


def yuan(fen: int) -> Decimal:
    """Give the amount in yuan.

    >>> yuan(20_000_000)
    Decimal('200000.00')
    """
    return Decimal(fen).scaleb(-2)


def _scaled(value: Decimal | int | str, *, places: int) -> int:
    # Built from the digits themselves: Decimal arithmetic would round at the context's 28 digits.
    sign, digits, exponent = decimal(value).as_tuple()
    units = int("".join(map(str, digits)) or "0")
    shift = int(exponent) + places
    if shift >= 0:
        units *= int(10**shift)
    else:
        units, rest = divmod(units, int(10**-shift))
        if rest:
            raise ParseFault("amounts.too_precise", found=str(value).strip(), places=places)
    return -units if sign else units


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿", "亿亿")


def in_words(fen: int) -> str:
    """Write money in capitals, as 正确填写票据和结算凭证的基本规定 asks: 整 closes whole yuan, a gap is one 零.

    >>> in_words(20_000_000), in_words(120_000_000), in_words(1_640_902)
    ('贰拾万元整', '壹佰贰拾万元整', '壹万陆仟肆佰零玖元零贰分')
    """
    if fen < 0:
        return "负" + in_words(-fen)
    whole, cents = divmod(fen, 100)
    head = f"{_whole_words(whole)}元" if whole or not cents else ""
    if not cents:
        return f"{head}整"
    jiao, rest = divmod(cents, 10)
    tail = f"{_DIGITS[jiao]}角" if jiao else ("零" if head else "")
    return head + tail + (f"{_DIGITS[rest]}分" if rest else "")


def _whole_words(number: int) -> str:
    if number == 0:
        return "零"
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    if len(groups) > len(_GROUPS):
        raise ParseFault("amounts.too_large", found=str(groups), digits=4 * len(_GROUPS))
    words, gap = "", False
    for position in reversed(range(len(groups))):
        group = groups[position]
        if group:
            words += ("零" if words and (gap or group < 1000) else "") + _group_words(group) + _GROUPS[position]
        gap = not group
    return words


def _group_words(group: int) -> str:
    words, gap = "", False
    for position in reversed(range(4)):
        digit = group // 10**position % 10
        if digit:
            words += ("零" if words and gap else "") + _DIGITS[digit] + _PLACES[position]
        gap = not digit
    return words
