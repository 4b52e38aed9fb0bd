"""Verify a bundle of Pingxuan 评选 with nothing but Python: ``python3 verify.py [FOLDER or ZIP]``.

Without an argument it verifies the folder it lies in. It was written from the description of the format, not from the
program that made the bundle, and shares no line with it. It checks the files against their manifests, the log's chain,
the digests of rules and result, the commitments of the sealed ballots, and, where the marks are there, it tallies the
round again. Every number is exact. Exit status: 0 intact; 1 altered, naming the first bad file, entry or field;
2 unreadable.
"""

# ruff: noqa: D102, D103 - read as a whole, with the format beside it; its functions are nobody's interface
from __future__ import annotations

import bisect
import hashlib
import hmac
import json
import math
import os
import re
import stat
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from typing import Any

MOST_BYTES, MOST_FILES = 256 * 1024 * 1024, 10_000
LISTED = {"sha256": re.compile(r"([0-9a-f]{64})  (\S.*)"), "sha512": re.compile(r"([0-9a-f]{128})  (\S.*)")}
SM3_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
LOG_KEYS = {"seq", "at", "actor", "act", "object", "body", "hash"}
RULES, ROUND, RESULT = "data/rules.json", "data/round.json", "data/result.json"
LOG, COMMITMENTS, INFO = "data/log.jsonl", "data/commitments.json", "bag-info.txt"
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

SAID = {
    "files": ("文件：{n}个，与SHA-256和SHA-512清单一致", "files: {n}, all as in the SHA-256 and SHA-512 manifests"),
    "sums": ("SM3：{n}个校验和一致", "SM3: {n} sums match"),
    "no_sm3": ("SM3：没有核对，这里的Python没有SM3", "SM3: not checked, this Python has none"),
    "log": ("日志：{n}条，环环相扣，末条{head}", "log: {n} entries in an unbroken chain, the last is {head}"),
    "rules": ("规则：校验码{digits}，与日志一致", "rules: check digits {digits}, as the log says"),
    "result": ("结果：校验码{digits}，与日志一致", "result: check digits {digits}, as the log says"),
    "ballots": ("封存的评分表：{n}份，承诺都在日志里", "sealed ballots: {n}, every commitment is in the log"),
    "opened": ("承诺：打开{n}份，与分数一致", "commitments: {n} opened, they match the marks"),
    "closed": ("承诺：没有打开，分数按规则不公布", "commitments: not opened, marks are withheld by the rules"),
    "retallied": ("重新计分：得出同一个校验码", "re-tallied to the same digest"),
    "withheld": ("没有重新计分：分数按规则不公布", "not re-tallied: marks are withheld by the rules"),
    "intact": ("相符。一个字节也没有动。", "It matches; not one byte has changed."),
    "missing": ("文件不见了", "the file is missing"),
    "extra": ("清单里没有这个文件", "no manifest lists this file"),
    "differs": ("内容与清单不一样", "the file differs from its manifest"),
    "malformed": ("写法与格式不符", "it is not written as the format asks"),
    "entry": ("第{n}条与它的哈希不符", "entry {n} does not match its hash"),
    "gap": ("第{n}条不见了", "entry {n} is missing"),
    "field": ("{field}应为{expected}，这里是{found}", "{field} should be {expected}, here it is {found}"),
    "uncommitted": ("{ballot}的承诺不在日志里", "the commitment of {ballot} is not in the log"),
    "unlisted": ("日志里有{ballot}，这里没有", "{ballot} is in the log, but not here"),
    "unopened": ("{ballot}的分数打不开它的承诺", "the marks of {ballot} do not open its commitment"),
    "refused": ("不能计分", "it cannot be tallied"),
    "not_there": ("没有这个文件", "there is no such file"),
    "not_a_zip": ("不是ZIP文件", "it is not a ZIP file"),
    "not_a_bag": ("里面没有结果包", "there is no bundle in it"),
    "unsafe": ("文件名会写到包外：{name}", "a name leads outside the bundle: {name}"),
    "twice": ("同一个文件名出现两次：{name}", "a name stands twice: {name}"),
    "link": ("里面有链接：{name}", "it holds a link: {name}"),
    "locked": ("里面有加密的文件：{name}", "it holds an encrypted file: {name}"),
    "too_large": ("展开后太大", "it is too large when unpacked"),
    "fetch": ("不接受fetch.txt", "fetch.txt is refused"),
}


Files = dict[str, bytes]
Said = tuple[str, dict[str, object]]
Line = tuple[str, str]
Key = tuple[str, str, int]
Marks = dict[str, Fraction]
Scores = dict[str, "Fraction | None"]
Rule = Mapping[str, Any]
Matrix = list[list[Any]]


class Altered(Exception):
    """Something is not as it was sealed: the file, what is wrong with it, and where in it."""

    def __init__(self, code: str, file: str, **told: object) -> None:
        super().__init__(code, file)
        self.code, self.file, self.told = code, file, told


class Unreadable(Exception):
    """What was handed in is no bundle that could be looked at."""

    def __init__(self, code: str, **told: object) -> None:
        super().__init__(code)
        self.code, self.told = code, told


# --- the bag: every file by its name -------------------------------------------------------------------------------


def read_bag(path: str) -> Files:
    """Every file of the bundle, by its name inside it."""
    if os.path.isdir(path):
        files = read_folder(path)
    elif os.path.isfile(path):
        files = read_zip(path)
    else:
        raise Unreadable("not_there")
    if "fetch.txt" in files:
        raise Unreadable("fetch")
    if not any(name.startswith(("manifest-", "tagmanifest-")) for name in files):
        raise Unreadable("not_a_bag")
    return files


def read_folder(folder: str) -> Files:
    files: Files = {}
    size = 0
    for place, folders, names in os.walk(folder):
        for name in folders + names:
            whole = os.path.join(place, name)
            inside = os.path.relpath(whole, folder).replace(os.sep, "/")
            if os.path.islink(whole):
                raise Unreadable("link", name=inside)
            if name in names:
                size += os.path.getsize(whole)
                if size > MOST_BYTES or len(files) >= MOST_FILES:
                    raise Unreadable("too_large")
                with open(whole, "rb") as source:
                    files[inside] = source.read()
    return files


def read_zip(path: str) -> Files:
    try:
        with zipfile.ZipFile(path) as archive:
            members = checked(archive.infolist())
            base = base_of(members)
            return {name[len(base) :]: unpacked(archive, info, name[len(base) :]) for name, info in members.items()}
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        raise Unreadable("not_a_zip") from None


def checked(members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    folded: set[str] = set()
    if len(members) > MOST_FILES or sum(info.file_size for info in members) > MOST_BYTES:
        raise Unreadable("too_large")
    for info in members:
        name = info.orig_filename
        parts = name.rstrip("/").split("/")
        if not name.isprintable() or re.search(r"[\\:]", name) or any(part in ("", ".", "..") for part in parts):
            raise Unreadable("unsafe", name=ascii(name))
        if name.casefold() in folded:
            raise Unreadable("twice", name=name)
        if stat.S_ISLNK(info.external_attr >> 16):
            raise Unreadable("link", name=name)
        if info.flag_bits & 1:
            raise Unreadable("locked", name=name)
        folded.add(name.casefold())
        if not info.is_dir():
            found[name] = info
    return found


def base_of(names: Iterable[str]) -> str:
    names = list(names)
    tops = {name.split("/")[0] for name in names}
    at_top = any("/" not in name or name.startswith("data/") for name in names)
    return "" if at_top or len(tops) != 1 else tops.pop() + "/"


def unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    try:
        with archive.open(info) as source:
            content = source.read(info.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise Altered("differs", name) from None
    if len(content) > info.file_size:
        raise Unreadable("too_large")
    return content


# --- files against manifests ---------------------------------------------------------------------------------------


def check_files(files: Files) -> Said:
    tags = {name for name in files if not name.startswith(("data/", "tagmanifest-"))}
    check_listed(files, tags, "tagmanifest")
    check_listed(files, {name for name in files if name.startswith("data/")}, "manifest")
    if files.get("bagit.txt") != BAGIT:
        raise Altered("malformed", "bagit.txt")
    return "files", {"n": len(files)}


def check_listed(files: Files, present: set[str], kind: str) -> None:
    """Two manifests tell which of the two is wrong when they disagree."""
    lists = {way: listed(files, f"{kind}-{way}.txt", LISTED[way]) for way in ("sha256", "sha512")}
    for name in sorted(present.union(*lists.values())):
        listing = [way for way in lists if name in lists[way]]
        if not listing:
            raise Altered("extra", name)
        if len(listing) == 1:
            blamed = next(way for way in lists if (way in listing) != (name in files))
            raise Altered("malformed", f"{kind}-{blamed}.txt")
        if name not in files:
            raise Altered("missing", name)
        wrong = [way for way in lists if hashlib.new(way, files[name]).hexdigest() != lists[way][name]]
        if len(wrong) == 1:
            raise Altered("malformed", f"{kind}-{wrong[0]}.txt")
        if wrong:
            raise Altered("differs", name)


def listed(files: Files, manifest: str, line: re.Pattern[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in lines_of(files, manifest):
        match = line.fullmatch(text)
        if match is None or match[2] in found:
            raise Altered("malformed", manifest)
        found[match[2]] = match[1]
    return found


def lines_of(files: Files, name: str) -> list[str]:
    if name not in files:
        raise Altered("missing", name)
    try:
        text = files[name].decode("utf-8")
    except UnicodeDecodeError:
        raise Altered("malformed", name) from None
    if not text.endswith("\n"):
        raise Altered("malformed", name)
    return text[:-1].split("\n")


def check_sums(files: Files) -> Said:
    sums = listed(files, "sm3sums.txt", SM3_LINE)
    if "sm3" not in hashlib.algorithms_available:
        return "no_sm3", {}
    for name, expected in sums.items():
        if name not in files:
            raise Altered("malformed", "sm3sums.txt")
        if hashlib.new("sm3", files[name]).hexdigest() != expected:
            raise Altered("malformed", "sm3sums.txt")
    return "sums", {"n": len(sums)}


# --- what the files say --------------------------------------------------------------------------------------------


def canonical(content: Any) -> bytes:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def sha256(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


def digits(digest: str) -> str:
    number = f"{int(digest[7:], 16) % 10**16:016d}"
    return " ".join(number[at : at + 4] for at in range(0, 16, 4))


def document(files: Files, name: str, shape: type = dict) -> Any:
    """A JSON file of the bundle; its bytes are its canonical form, so that its SHA-256 is its digest."""
    if name not in files:
        raise Altered("missing", name)
    try:
        content = json.loads(files[name])
        whole = isinstance(content, shape) and canonical(content) == files[name]
    except (ValueError, RecursionError):
        whole = False
    if not whole:
        raise Altered("malformed", name)
    return content


def expect(file: str, field: str, expected: object, found: object) -> None:
    if expected != found:
        raise Altered("field", file, field=field, expected=expected, found=found)


class Bundle:
    """The parsed files, and what the log and bag-info.txt say of them."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.info = dict(line.split(": ", 1) for line in lines_of(files, INFO) if ": " in line)
        self.code = self.info.get("External-Identifier", "")
        self.log: list[dict[str, Any]] = []
        self.rules: dict[str, Any] = {}
        self.result: dict[str, Any] = {}
        self.round: dict[str, Any] = {}
        self.ballots: dict[Key, dict[str, Any]] = {}

    def said(self, act: str) -> dict[str, Any]:
        """The last entry of this act about the round: its body, or an empty one."""
        tag = "round:" + self.code
        bodies = [e["body"] for e in self.log if e["act"] == act and (e["object"] + "/").startswith(tag + "/")]
        return bodies[-1] if bodies else {}


def check_log(bundle: Bundle) -> Said:
    previous = bytes(32)
    for number, line in enumerate(lines_of(bundle.files, LOG), start=1):
        entry = log_entry(line)
        if entry["seq"] != number:
            raise Altered("gap", LOG, n=number)
        fields = (str(number), entry["at"], entry["actor"], entry["act"], entry["object"])
        framed = [text.encode() for text in fields] + [canonical(entry["body"])]
        whole = b"".join(len(field).to_bytes(8, "big") + field for field in framed)
        previous = hashlib.sha256(b"pingxuan/log/1\0" + previous + whole).digest()
        if previous.hex() != entry["hash"]:
            raise Altered("entry", LOG, n=number)
        bundle.log.append(entry)
    expect(INFO, "Pingxuan-Log-Size", str(len(bundle.log)), bundle.info.get("Pingxuan-Log-Size"))
    expect(INFO, "Pingxuan-Log-Head", previous.hex(), bundle.info.get("Pingxuan-Log-Head"))
    return "log", {"n": len(bundle.log), "head": previous.hex()[:16]}


def log_entry(line: str) -> dict[str, Any]:
    try:
        entry: dict[str, Any] = json.loads(line)
        if canonical(entry) == line.encode() and entry.keys() == LOG_KEYS and isinstance(entry["body"], dict):
            return entry
    except (ValueError, AttributeError, RecursionError):
        pass
    raise Altered("malformed", LOG)


def check_rules(bundle: Bundle) -> Said:
    rules = document(bundle.files, RULES)
    expect(RULES, "code", bundle.code, rules.get("code"))
    digest = sha256(bundle.files[RULES])
    expect(RULES, "digest", bundle.said("rounds.lock").get("after", {}).get("digest"), digest)
    expect(INFO, "Pingxuan-Commitment", digest, bundle.info.get("Pingxuan-Commitment"))
    bundle.rules = rules
    return "rules", {"digits": digits(digest)}


def result_digest(result: Mapping[str, Any]) -> str:
    kept = {key: result[key] for key in result if key not in ("result_digest", "engine", "notices")}
    for name in ("standings", "unranked"):
        kept[name] = sorted(kept[name], key=lambda row: row["entry"])
    return sha256(canonical(kept))


def check_result(bundle: Bundle) -> Said:
    result = document(bundle.files, RESULT)
    expect(RESULT, "round", bundle.code, result.get("round"))
    try:
        digest = result_digest(result)
    except (KeyError, TypeError):
        raise Altered("malformed", RESULT) from None
    expect(RESULT, "result_digest", digest, result.get("result_digest"))
    made = bundle.said("tally.make")
    expect(RESULT, "result_digest", made.get("after"), digest)
    expect(RESULT, "input_digest", made.get("input_digest"), result.get("input_digest"))
    expect(INFO, "Pingxuan-Result-Digest", digest, bundle.info.get("Pingxuan-Result-Digest"))
    expect(INFO, "Pingxuan-Input-Digest", result["input_digest"], bundle.info.get("Pingxuan-Input-Digest"))
    bundle.result = result
    return "result", {"digits": digits(digest)}


def ballot(key: Key) -> str:
    return "{}/{}/{}".format(*key)


def check_ballots(bundle: Bundle) -> Said:
    """Every commitment here was logged when its ballot was sealed, and every sealed ballot's commitment is here."""
    sealed: dict[Key, str] = {}
    for entry in bundle.log:
        start = f"round:{bundle.code}/judge:"
        if entry["act"] == "ballots.seal" and entry["object"].startswith(start):
            for one in entry["body"]["ballots"]:
                sealed[entry["object"][len(start) :], one["entry"], one["version"]] = one["commitment"]
    for one in document(bundle.files, COMMITMENTS, list):
        key = (one["judge"], one["entry"], one["version"])
        if one["round"] != bundle.code or sealed.get(key) != one["commitment"] or key in bundle.ballots:
            raise Altered("uncommitted", COMMITMENTS, ballot=ballot(key))
        bundle.ballots[key] = one
    for key in sorted(sealed.keys() - bundle.ballots.keys()):
        raise Altered("unlisted", COMMITMENTS, ballot=ballot(key))
    return "ballots", {"n": len(sealed)}


def check_openings(bundle: Bundle) -> Said:
    opened = {key: one for key, one in bundle.ballots.items() if "key" in one}
    for key, one in sorted(opened.items()):
        content = {name: one.get(name) for name in ("round", "entry", "judge", "version", "marks")}
        if hmac.new(bytes.fromhex(one["key"]), canonical(content), "sha256").hexdigest() != one["commitment"]:
            raise Altered("unopened", COMMITMENTS, ballot=ballot(key))
    if ROUND in bundle.files:
        check_marks(bundle, opened)
    return ("opened", {"n": len(opened)}) if opened else ("closed", {})


def check_marks(bundle: Bundle, opened: Mapping[Key, Mapping[str, Any]]) -> None:
    """The marks tallied are those of the last sealed version of each ballot, but for judges recused since."""
    bundle.round = document(bundle.files, ROUND)
    expect(ROUND, "digest", bundle.result["input_digest"], sha256(bundle.files[ROUND]))
    for field in ("code", "title", "method", "criteria"):
        expect(ROUND, field, bundle.rules.get(field), bundle.round.get(field))
    expect(ROUND, "lot source", bundle.rules["lot"]["source"], bundle.round["lot"]["source"])
    last: dict[tuple[str, str], Key] = {}
    for judge, entry, version in sorted(bundle.ballots):
        last[judge, entry] = (judge, entry, version)
    tallied = {(one["judge"], one["entry"]): one["marks"] for one in bundle.round["ballots"]}
    recused = {(one["judge"], one["entry"]) for one in bundle.round["recusals"]}
    for who in sorted((last.keys() - recused) | tallied.keys()):
        if who not in tallied or who not in last or opened.get(last[who], {}).get("marks") != tallied[who]:
            raise Altered("unopened", ROUND, ballot=ballot(last.get(who, (*who, 0))))


def check_tally(bundle: Bundle) -> Said:
    if ROUND not in bundle.files:
        return "withheld", {}
    try:
        made = retally(bundle.round)
    except (Refused, KeyError, ValueError, TypeError, ZeroDivisionError):
        raise Altered("refused", ROUND) from None
    pairs = [({"severity": bundle.result.get("severity")}, {"severity": made["severity"]})]
    pairs += [(by_entry(bundle.result[name]), by_entry(made[name])) for name in ("standings", "unranked")]
    for kept, again in pairs:
        difference = first_difference(kept, again)
        if difference:
            raise Altered("field", RESULT, **difference)
    expect(RESULT, "result_digest", result_digest({**bundle.result, **made}), bundle.result["result_digest"])
    return "retallied", {}


def by_entry(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {row["entry"]: row for row in rows}


def first_difference(found: Any, expected: Any, path: str = "") -> dict[str, Any] | None:
    """The first field, in the order of its name, that is not the same in both."""
    if isinstance(found, dict) and isinstance(expected, dict):
        for key in sorted(found.keys() | expected.keys()):
            inner = first_difference(found.get(key), expected.get(key), (path + " " + key).strip())
            if inner:
                return inner
        return None
    return None if found == expected else {"field": path, "expected": expected, "found": found}


# --- the tally, exact ----------------------------------------------------------------------------------------------


class Refused(Exception):
    """The round cannot be tallied by its own rules."""


def rounded(x: Fraction, places: int, mode: str = "half_even") -> Fraction:
    scaled = x * 10**places
    if mode == "half_even":
        return Fraction(round(scaled), 10**places)
    away = math.floor(abs(scaled) + Fraction(1, 2))
    return Fraction(away if x >= 0 else -away, 10**places)


def settled(reckon: Callable[[], Decimal]) -> Fraction:
    """Round to twelve decimals a number that ``reckon`` gives to any precision."""
    for precision in (60, 120, 240, 480):
        with localcontext() as context:
            context.prec = precision
            scaled = Fraction(reckon()) * 10**12
        halfway = math.floor(scaled) + Fraction(1, 2)
        if abs(scaled - halfway) > Fraction(1, 10 ** (precision - 25)):
            return Fraction(round(scaled), 10**12)
    # What lies between two twelfth decimals for hundreds of digits lies there exactly.
    return Fraction(round(halfway), 10**12)


def decimal(x: Fraction) -> Decimal:
    return Decimal(x.numerator) / Decimal(x.denominator)


def log1p(x: Fraction) -> Fraction:
    return settled(lambda: decimal(1 + x).ln())


def square_root(x: Fraction) -> Fraction:
    return settled(lambda: decimal(x).sqrt())


def text(x: Fraction, places: int | None = None) -> str:
    """A decimal without exponent or trailing zeros; up to six decimals where no stage rounded it."""
    x = rounded(x, 6) if places is None else x
    with localcontext() as context:
        context.prec = 200
        written = format(decimal(x), "f")
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return "0" if written in ("-0", "") else written


def piecewise(rule: Rule, x: Fraction) -> Fraction:
    points = [(Fraction(a), Fraction(b)) for a, b in rule["points"]]
    at = bisect.bisect_right([a for a, _ in points], x)
    if at in (0, len(points)):
        return points[0 if at == 0 else -1][1]
    (x0, y0), (x1, y1) = points[at - 1], points[at]
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0)


ANCHORED: dict[str, Callable[[Rule, Fraction], Fraction]] = {
    "piecewise": piecewise,
    "goalposts": lambda rule, x: 100 * (x - Fraction(rule["low"])) / (Fraction(rule["high"]) - Fraction(rule["low"])),
    "capped": lambda rule, x: 100 * min(x, Fraction(rule["cap"])) / Fraction(rule["cap"]),
    "yes_no": lambda rule, x: 100 * x,
    "deduction": lambda rule, x: 100 - Fraction(rule["per"]) * max(Fraction(0), Fraction(rule["full"]) - x),
    "reference": lambda rule, x: 100 * x / Fraction(rule["value"]),
}


def minmax(cohort: Sequence[Fraction], x: Fraction) -> Fraction | None:
    low, high = min(cohort), max(cohort)
    return None if low == high else 100 * (x - low) / (high - low)


def zscore(cohort: Sequence[Fraction], x: Fraction) -> Fraction | None:
    mean = Fraction(sum(cohort), len(cohort))
    spread = sum((other - mean) ** 2 for other in cohort)
    deviation = square_root(Fraction(spread, len(cohort) - 1)) if len(cohort) > 1 else 0
    return 50 + 10 * (x - mean) / deviation if deviation else None


def percentile(cohort: Sequence[Fraction], x: Fraction) -> Fraction | None:
    level = sum(other < x for other in cohort) + Fraction(sum(other == x for other in cohort), 2)
    return 100 * level / len(cohort) if min(cohort) != max(cohort) else None


RELATIVE: dict[str, Callable[[Sequence[Fraction], Fraction], Fraction | None]] = {
    "minmax": minmax,
    "minmax_log": lambda cohort, x: minmax([log1p(other) for other in cohort], log1p(x)),
    "zscore": zscore,
    "percentile": percentile,
}
TURNED = ("goalposts", *RELATIVE)


def arithmetic(values: Sequence[Fraction], weights: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0))


def harmonic(values: Sequence[Fraction], weights: Sequence[Fraction]) -> Fraction:
    if 0 in values:
        return Fraction(0)
    return rounded(sum(weights) / sum((w / v for v, w in zip(values, weights, strict=True)), Fraction(0)), 12)


def geometric(values: Sequence[Fraction], weights: Sequence[Fraction]) -> Fraction:
    if 0 in values:
        return Fraction(0)
    parts = [(v, w / sum(weights)) for v, w in zip(values, weights, strict=True)]
    return settled(lambda: sum((decimal(v).ln() * decimal(share) for v, share in parts), Decimal(0)).exp())


MEANS = {"arithmetic": arithmetic, "harmonic": harmonic, "geometric": geometric}


# --- severity: what each judge's marks of an indicator are corrected by --------------------------------------------
#
# Every mark is its entry's worth, plus its judge's effect, plus noise. With the entries' means taken out, least squares
# leaves one equation a judge, A s = b. "additive" solves it with effects that sum to 0. "shrunken" solves Henderson's
# equations, (A + ratio I) s = b, exactly, at the ratio of noise to judge variance that has the least REML criterion.
# The ratio is not taken from the result: it is looked for with 60 digits wherever the criterion turns from falling to
# rising on a grid of ratios from 1e-8 to 1e12, four in each power of ten, and between two of them by halving.

RATIOS = [Decimal(10) ** (Decimal(quarter) / 4) for quarter in range(-32, 49)]
FINE, LEVEL = Decimal("1e-20"), Decimal("1e-30")


class Severity:
    """The equations of one indicator, from the marks of eligible entries by judge and entry."""

    def __init__(self, marks: Mapping[tuple[str, str], Fraction]) -> None:
        self.judges = sorted({judge for judge, _ in marks})
        self.a = [[Fraction(0) for _ in self.judges] for _ in self.judges]
        self.b = [Fraction(0) for _ in self.judges]
        self.squares = Fraction(0)
        by_entry: dict[str, list[tuple[int, Fraction]]] = {}
        for (judge, entry), mark in marks.items():
            by_entry.setdefault(entry, []).append((self.judges.index(judge), mark))
        for panel in by_entry.values():
            mean = Fraction(sum(mark for _, mark in panel), len(panel))
            for at, mark in panel:
                self.a[at][at] += 1
                self.b[at] += mark - mean
                self.squares += (mark - mean) ** 2
                for other, _ in panel:
                    self.a[at][other] -= Fraction(1, len(panel))
        self.spare = len(marks) - len(by_entry)
        self.require_one_part()

    def require_one_part(self) -> None:
        """Two judges can be compared only along a chain of shared entries."""
        reached, waiting = set(self.judges[:1]), [0] if self.judges else []
        while waiting:
            row = self.a[waiting.pop()]
            met = [at for at, judge in enumerate(self.judges) if row[at] != 0 and judge not in reached]
            reached.update(self.judges[at] for at in met)
            waiting += met
        if len(reached) < len(self.judges):
            raise Refused("parts")

    def additive(self) -> list[Fraction]:
        """With 1 added everywhere, the only solution left is the one that sums to 0."""
        return times(inverse([[x + 1 for x in row] for row in self.a])[0], self.b)

    def shrunken(self, ratio: Fraction) -> list[Fraction]:
        return times(inverse(shifted(self.a, ratio))[0], self.b)

    def ratio(self) -> Fraction | None:
        """The ratio to six decimals; None, printed "inf", where the marks show no judges apart."""
        if self.spare < len(self.judges) or not any(self.b):
            return None
        if self.squares == product(self.b, self.additive()):
            return Fraction(0)
        with localcontext() as context:
            context.prec = 60
            self.decimals = [[decimal(x) for x in row] for row in self.a], [decimal(x) for x in self.b]
            none = self.spare * decimal(self.squares).ln()
            slopes = [Decimal(-1), *(self.criterion(at)[1] for at in RATIOS)]
            turns = [ends for ends, (left, right) in zip(pairwise([Decimal(0), *RATIOS]), pairwise(slopes), strict=True)
                     if left < 0 <= right]  # fmt: skip
            least, best = none, None
            for bottom in sorted((self.bottom(*ends) for ends in turns), reverse=True):
                height = self.criterion(bottom)[0]
                if height < least - LEVEL:
                    least, best = height, bottom
            # A ratio of two small numbers may lie half-way between two sixth decimals: it then rounds to the even one.
            return None if best is None else rounded(rounded(Fraction(best), 16), 6)

    def bottom(self, low: Decimal, high: Decimal) -> Decimal:
        while high - low > FINE:
            middle = (low + high) / 2
            low, high = (low, middle) if self.criterion(middle)[1] >= 0 else (middle, high)
        return high

    def criterion(self, ratio: Decimal) -> tuple[Decimal, Decimal]:
        """Twice the negative REML log-likelihood but for a constant, and its slope.

        That is ln det(A + ratio I) − judges · ln ratio + spare · ln left, where ``left`` is the sum of squares
        within entries less what the effects explain.
        """
        a, b = self.decimals
        inverted, pivots = inverse(shifted(a, ratio))
        effects = times(inverted, b)
        left = decimal(self.squares) - product(b, effects)
        height = sum(pivot.ln() for pivot in pivots) - len(b) * ratio.ln() + self.spare * left.ln()
        trace = sum(row[at] for at, row in enumerate(inverted))
        return height, trace - len(b) / ratio + self.spare * product(effects, effects) / left


def shifted(a: Matrix, ratio: Any) -> Matrix:
    return [[x + ratio if at == other else x for other, x in enumerate(row)] for at, row in enumerate(a)]


def product(one: Sequence[Any], other: Sequence[Any]) -> Any:
    return sum(x * y for x, y in zip(one, other, strict=True))


def times(a: Matrix, b: Sequence[Any]) -> list[Any]:
    return [product(row, b) for row in a]


def inverse(a: Matrix) -> tuple[Matrix, list[Any]]:
    """The inverse by Gauss and Jordan's elimination, the diagonal as it comes, and the pivots."""
    rows, pivots = [list(row) for row in a], []
    for at in range(len(a)):
        pivots.append(rows[at][at])
        rows[at][at] = 1
        rows[at] = [x / pivots[at] for x in rows[at]]
        for other, row in enumerate(rows):
            if other != at:
                share, row[at] = row[at], 0
                rows[other] = [x - share * y for x, y in zip(row, rows[at], strict=True)]
    return rows, pivots


def severity_of(marks: Mapping[tuple[str, str], Fraction], rule: str) -> tuple[str | None, dict[str, Fraction]]:
    """The ratio as printed, where the rule asks for one, and the effects to six decimals."""
    found = Severity(marks)
    ratio = found.ratio() if rule == "shrunken" else Fraction(0)
    effects = [Fraction(0) for _ in found.judges]
    if ratio is not None and found.judges:
        effects = found.shrunken(ratio) if ratio else found.additive()
    printed = None if rule == "additive" else "inf" if ratio is None else six(ratio)
    return printed, {judge: rounded(x, 6) for judge, x in zip(found.judges, effects, strict=True)}


def six(x: Fraction) -> str:
    """Six decimals, written out."""
    units = round(x * 10**6)
    return f"{'-' if units < 0 else ''}{abs(units) // 10**6}.{abs(units) % 10**6:06d}"


class Count:
    """One round, ready to be counted."""

    def __init__(self, file: Mapping[str, Any]) -> None:
        self.code, self.method, self.rulings, self.lot = file["code"], file["method"], file["rulings"], file["lot"]
        self.dimensions = {d["code"]: [leaf["code"] for leaf in d["indicators"]] for d in file["criteria"]}
        self.leaves = {leaf["code"]: leaf for d in file["criteria"] for leaf in d["indicators"]}
        self.weights = {code: Fraction(leaf["weight"]) for code, leaf in self.leaves.items()}
        self.judged = [code for code, leaf in self.leaves.items() if leaf["kind"] == "judged"]
        self.status = {entry["code"]: entry["status"] for entry in file["entries"]}
        self.eligible = sorted(code for code, status in self.status.items() if status == "eligible")
        self.figures = {(f["entry"], f["indicator"]): Fraction(f["value"]) for f in file["figures"]}
        self.points = dict.fromkeys(self.status, Fraction(0))
        for one in file["adjustments"]:
            self.points[one["entry"]] += Fraction(one["points"])
        self.is_percent = self.method["weighting"] == "percent"
        if self.is_percent and sum(self.weights.values()) != 100:
            raise Refused("weights")
        self.judges = sorted(judge["code"] for judge in file["judges"])
        self.given = self.read_marks(file)
        self.severity: dict[str, Any] = {}
        self.marks = self.given if self.method["severity"] == "none" else self.corrected()

    def corrected(self) -> dict[tuple[str, str], Marks]:
        """Every mark less its judge's effect on the indicator, which is found on the eligible entries."""
        effects: dict[str, Marks] = {}
        for code in self.judged:
            table = {(j, entry): x for entry in self.eligible for j, x in self.given[entry, code].items()}
            ratio, known = severity_of(table, self.method["severity"])
            effects[code] = {**dict.fromkeys(self.judges, Fraction(0)), **known}
            printed = {judge: six(x) for judge, x in effects[code].items()}
            self.severity[code] = {**({} if ratio is None else {"ratio": ratio}), "effects": printed}
        return {
            (entry, code): {judge: mark - effects[code][judge] for judge, mark in marks.items()}
            for (entry, code), marks in self.given.items()
        }

    def read_marks(self, file: Mapping[str, Any]) -> dict[tuple[str, str], Marks]:
        marks: dict[tuple[str, str], Marks] = {(entry, code): {} for entry in self.status for code in self.judged}
        recused = {(one["judge"], one["entry"]) for one in file["recusals"]}
        for one in file["ballots"]:
            for code, mark in one["marks"].items():
                scale = {name: Fraction(value) for name, value in self.leaves[code]["scale"].items()}
                mark = Fraction(mark)
                steps = (mark - scale["min"]) / scale["step"]
                if (one["judge"], one["entry"]) in recused or steps.denominator != 1:
                    raise Refused("mark")
                if not scale["min"] <= mark <= scale["max"]:
                    raise Refused("mark")
                marks[one["entry"], code][one["judge"]] = mark * 100 / scale["max"] if self.is_percent else mark
        for one in file["struck"]:
            del marks[one["entry"], one["indicator"]][one["judge"]]
        return marks

    def judge_totals(self, entry: str) -> Marks:
        """Σ w·mark of every judge with every judged mark for the entry, the marks as they were given."""
        columns = [(self.weights[code], self.given[entry, code]) for code in self.judged]
        if not columns:
            return {}
        complete = set.intersection(*(set(marks) for _, marks in columns))
        return {judge: sum((w * marks[judge] for w, marks in columns), Fraction(0)) for judge in complete}

    def panel(self, entry: str, plain: bool) -> Scores:
        """The score of each judged indicator, None where nobody's mark is left."""
        rule = {"combine": "mean"} if plain else self.method["panel"]
        if rule["combine"] == "trimmed_mean" and rule["scope"] == "judge_total":
            shares = self.shares(self.judge_totals(entry), rule)
            return {code: self.shared_mean(self.marks[entry, code], shares) for code in self.judged}
        return {code: combined(sorted(self.marks[entry, code].values()), rule) for code in self.judged}

    @staticmethod
    def shares(totals: Marks, rule: Rule) -> Marks:
        if len(totals) < rule["trim_from"]:
            return dict.fromkeys(totals, Fraction(1))
        rising = sorted(totals.values())
        ends = (rising[: rule["trim"]], rising[len(rising) - rule["trim"] :])
        return {
            judge: 1 - sum((Fraction(end.count(total), rising.count(total)) for end in ends), Fraction(0))
            for judge, total in totals.items()
        }

    @staticmethod
    def shared_mean(marks: Marks, shares: Marks) -> Fraction | None:
        whole = sum(shares.values(), Fraction(0))
        return sum(share * marks[judge] for judge, share in shares.items()) / whole if whole else None

    def measured(self, entry: str, code: str) -> Fraction | None:
        if (entry, code) not in self.figures:
            if self.method["missing"] == "floor":
                return Fraction(0)
            self.absent(entry)
            return None
        rule, x = self.leaves[code]["normalize"], self.figures[entry, code]
        if rule["by"] in RELATIVE:
            cohort = [self.figures[other, code] for other in self.eligible if (other, code) in self.figures]
            if not cohort:
                return None
            score = RELATIVE[rule["by"]](cohort, x)
            if score is None:
                return Fraction(100)
        else:
            score = ANCHORED[rule["by"]](rule, x)
        if rule["direction"] == "lower" and rule["by"] in TURNED:
            score = 100 - score
        if rule["clamp"] or self.status[entry] != "eligible":
            score = min(max(score, Fraction(0)), Fraction(100))
        return score

    def absent(self, entry: str) -> None:
        if self.status[entry] == "eligible":
            raise Refused("absent")

    def spread(self, entry: str, codes: Sequence[str]) -> dict[str, Fraction]:
        """The weights of a dimension's indicators, those left out for want of a figure shared among the rest."""
        weights = {code: self.weights[code] for code in codes}
        if self.method["missing"] != "exclude":
            return weights
        kept = [c for c in codes if self.leaves[c]["kind"] == "judged" or (entry, c) in self.figures]
        if not kept:
            self.absent(entry)
            return weights
        factor = Fraction(sum(weights.values()), sum(weights[code] for code in kept))
        return {code: weights[code] * factor for code in kept}

    def work(self, entry: str, plain: bool = False, rounds: bool = True) -> dict[str, Any]:
        """One entry's way to its total: indicators, dimensions, the total before and after its own rounding."""
        rule, mean = self.method["rounding"], MEANS[self.method["aggregate"]]

        def at(stage: str, x: Fraction | None) -> Fraction | None:
            return rounded(x, rule["places"], rule["mode"]) if rounds and x is not None and stage in rule["at"] else x

        def together(parts: Iterable[Fraction | None], weights: Sequence[Fraction]) -> Fraction | None:
            values = list(parts)
            known = [x for x in values if x is not None]
            if len(known) < len(values):
                return None
            if mean is not arithmetic and min(known) < 0:
                raise Refused("negative")
            return mean(known, weights)

        panel, indicators, dimensions = self.panel(entry, plain), Scores(), Scores()
        for dimension, codes in self.dimensions.items():
            weights = self.spread(entry, codes)
            for code in weights:
                score = panel[code] if code in panel else self.measured(entry, code)
                if score is None and code in panel:
                    self.absent(entry)
                indicators[code] = at("panel", score)
            parts = [indicators[code] for code in weights]
            if mean is arithmetic:
                whole = 100 if self.is_percent else 1
                parts = [
                    None if x is None else at("weighted", x * w / whole)
                    for x, w in zip(parts, weights.values(), strict=True)
                ]
            dimensions[dimension] = at("dimension", together(parts, list(weights.values())))
        sums = [sum((self.weights[code] for code in codes), Fraction(0)) for codes in self.dimensions.values()]
        exact = together(dimensions.values(), sums)
        limits = self.method["adjustments"]
        adjustment = min(max(self.points[entry], Fraction(limits["low"])), Fraction(limits["high"]))
        exact = None if exact is None else exact + adjustment
        return {"indicators": indicators, "dimensions": dimensions, "adjustment": adjustment, "exact": exact,
                "total": at("total", exact)}  # fmt: skip

    def compared(self, step: str, group: Sequence[str], works: Mapping[str, Any]) -> dict[str, Any]:
        """What a tie step compares for each entry of a level group; the greater is placed higher."""
        name, _, code = step.partition(":")
        if name == "total":
            return {entry: works[entry]["total"] for entry in group}
        if name in ("total_unrounded", "untrimmed_total"):
            return {entry: self.work(entry, name == "untrimmed_total", False)["exact"] for entry in group}
        if name == "dimension":
            return {entry: works[entry]["dimensions"][code] for entry in group}
        if name == "indicator" and code in self.judged:
            return {entry: works[entry]["indicators"][code] for entry in group}
        if name == "indicator":
            turn = -1 if self.leaves[code]["normalize"]["direction"] == "lower" else 1
            known = {entry: self.figures.get((entry, code)) for entry in group}
            return {entry: (x is not None, 0 if x is None else turn * x) for entry, x in known.items()}
        return {"judge_majority": self.majority, "ruling": self.ruled, "lot": self.drawn}[name](group)

    def majority(self, group: Sequence[str]) -> dict[str, int]:
        totals = {entry: self.judge_totals(entry) for entry in group}
        judges = set.intersection(*(set(marks) for marks in totals.values()))

        def beats(one: str, other: str) -> int:
            ahead = [(totals[one][j] > totals[other][j]) - (totals[one][j] < totals[other][j]) for j in judges]
            return (sum(ahead) > 0) - (sum(ahead) < 0)

        return {one: sum(beats(one, other) for other in group if other != one) for one in group}

    def ruled(self, group: Sequence[str]) -> dict[str, int]:
        orders = [ruling["order"] for ruling in self.rulings if set(ruling["order"]) == set(group)]
        if len(orders) > 1:
            raise Refused("rulings")
        return {entry: -orders[0].index(entry) if orders else 0 for entry in group}

    def drawn(self, group: Sequence[str]) -> dict[str, int]:
        if not self.lot["seed"]:
            return dict.fromkeys(group, 0)
        keys = {entry: "\0".join((self.lot["seed"], self.code, entry)).encode() for entry in group}
        return {entry: -int(hashlib.sha256(key).hexdigest(), 16) for entry, key in keys.items()}

    def settle(
        self, group: Sequence[str], chain: Sequence[str], works: Mapping[str, Any], step: str = "total"
    ) -> Iterator[tuple[list[str], str]]:
        """The group in levels, best first, each with what decided its place; ``chain`` holds the steps to come."""
        keys = self.compared(step, group, works)
        for key in sorted(set(keys.values()), reverse=True):
            level = sorted(entry for entry in group if keys[entry] == key)
            if len(level) == 1:
                yield level, step
            elif chain:
                yield from self.settle(level, chain[1:], works, chain[0])
            else:
                yield level, "shared"


def combined(marks: list[Fraction], rule: Rule) -> Fraction | None:
    if not marks:
        return None
    if rule["combine"] == "median":
        marks = marks[(len(marks) - 1) // 2 : len(marks) // 2 + 1]
    elif rule["combine"] == "trimmed_mean" and len(marks) >= rule["trim_from"]:
        marks = marks[rule["trim"] : len(marks) - rule["trim"]]
    return Fraction(sum(marks), len(marks))


def retally(file: Mapping[str, Any]) -> dict[str, Any]:
    """The standings, the unranked and the severity of a round file, as a result file writes them."""
    count = Count(file)
    rule = count.method["rounding"]
    works = {entry: count.work(entry) for entry in count.status}

    def shown(stage: str, x: Fraction | None) -> str | None:
        return None if x is None else text(x, rule["places"] if stage in rule["at"] else None)

    def row(entry: str) -> dict[str, Any]:
        work = works[entry]
        return {
            "entry": entry,
            "total": shown("total", work["total"]),
            "adjustment": text(work["adjustment"]),
            "dimensions": {code: shown("dimension", x) for code, x in work["dimensions"].items()},
            "indicators": {code: shown("panel", x) for code, x in work["indicators"].items()},
        }

    standings: list[dict[str, Any]] = []
    ahead = 0
    for level, step in count.settle(count.eligible, count.method["ties"], works):
        for entry in level:
            standings.append({**row(entry), "rank": ahead + 1, "tied": len(level) > 1, "decided_by": step})
        ahead += len(level)
    others = sorted(code for code, status in count.status.items() if status != "eligible")
    unranked = [{**row(entry), "status": count.status[entry]} for entry in others]
    return {"standings": standings, "unranked": unranked, "severity": count.severity}


# --- the answer ----------------------------------------------------------------------------------------------------

STEPS = (check_log, check_rules, check_result, check_ballots, check_openings, check_tally)


def verify(path: str) -> tuple[int, list[Line]]:
    """The exit status, and the answer as pairs of Chinese and English lines."""
    told: list[Line] = []
    try:
        files = read_bag(path)
        told += [words(*step(files)) for step in (check_files, check_sums)]
        bundle = Bundle(files)
        for step in STEPS:
            try:
                told.append(words(*step(bundle)))
            except (KeyError, TypeError, AttributeError, IndexError, ValueError):
                raise Altered("malformed", FILE_OF[step]) from None
    except Altered as fault:
        zh, en = words(fault.code, fault.told)
        return 1, [*told, (f"不符。{fault.file}：{zh}", f"It does not match. {fault.file}: {en}")]
    except Unreadable as fault:
        zh, en = words(fault.code, fault.told)
        return 2, [*told, (f"读不了。{zh}。", f"It cannot be read: {en}.")]
    return 0, [*told, SAID["intact"]]


FILE_OF = {check_log: LOG, check_rules: RULES, check_result: RESULT, check_ballots: COMMITMENTS,
           check_openings: COMMITMENTS, check_tally: ROUND}  # fmt: skip


def words(code: str, told: Mapping[str, object]) -> Line:
    zh, en = SAID[code]
    return zh.format(**told), en.format(**told)


def main() -> int:
    """Verify what the command line names."""
    path = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    status, told = verify(path)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    for zh, en in told:
        sys.stdout.write(f"{zh}\n    {en}\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
