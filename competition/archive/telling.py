"""What a verification says, in Chinese and English: the same sentences on a terminal and on a page."""

from __future__ import annotations

from collections.abc import Mapping

from competition.archive.records import Outcome, Report, Said
from competition.core.records import Text

SENTENCES: Mapping[str, Text] = {
    "files": Text("文件：{n}个，与SHA-256和SHA-512清单一致", "files: {n}, all as in the SHA-256 and SHA-512 manifests"),
    "sums": Text("SM3：{n}个校验和一致", "SM3: {n} sums match"),
    "no_sm3": Text("SM3：没有核对，这里的Python没有SM3", "SM3: not checked, this Python has none"),
    "log": Text("日志：{n}条，环环相扣，末条{head}", "log: {n} entries in an unbroken chain, the last is {head}"),
    "rules": Text("规则：校验码{digits}，与日志一致", "rules: check digits {digits}, as the log says"),
    "result": Text("结果：校验码{digits}，与日志一致", "result: check digits {digits}, as the log says"),
    "ballots": Text("封存的评分表：{n}份，承诺都在日志里", "sealed ballots: {n}, every commitment is in the log"),
    "opened": Text("承诺：打开{n}份，与分数一致", "commitments: {n} opened, they match the marks"),
    "closed": Text("承诺：没有打开，分数按规则不公布", "commitments: not opened, marks are withheld by the rules"),
    "retallied": Text("重新计分：得出同一个校验码", "re-tallied to the same digest"),
    "withheld": Text("没有重新计分：分数按规则不公布", "not re-tallied: marks are withheld by the rules"),
    "intact": Text("相符。一个字节也没有动。", "It matches; not one byte has changed."),
    "missing": Text("文件不见了", "the file is missing"),
    "extra": Text("清单里没有这个文件", "no manifest lists this file"),
    "differs": Text("内容与清单不一样", "the file differs from its manifest"),
    "malformed": Text("写法与格式不符", "it is not written as the format asks"),
    "entry": Text("第{n}条与它的哈希不符", "entry {n} does not match its hash"),
    "gap": Text("第{n}条不见了", "entry {n} is missing"),
    "field": Text("{field}应为{expected}，这里是{found}", "{field} should be {expected}, here it is {found}"),
    "uncommitted": Text("{ballot}的承诺不在日志里", "the commitment of {ballot} is not in the log"),
    "unlisted": Text("日志里有{ballot}，这里没有", "{ballot} is in the log, but not here"),
    "unopened": Text("{ballot}的分数打不开它的承诺", "the marks of {ballot} do not open its commitment"),
    "refused": Text("不能计分", "it cannot be tallied"),
    "not_there": Text("没有这个文件", "there is no such file"),
    "not_a_zip": Text("不是ZIP文件", "it is not a ZIP file"),
    "not_a_bag": Text("里面没有结果包", "there is no bundle in it"),
    "unsafe": Text("文件名会写到包外：{name}", "a name leads outside the bundle: {name}"),
    "twice": Text("同一个文件名出现两次：{name}", "a name stands twice: {name}"),
    "link": Text("里面有链接：{name}", "it holds a link: {name}"),
    "locked": Text("里面有加密的文件：{name}", "it holds an encrypted file: {name}"),
    "too_large": Text("展开后太大", "it is too large when unpacked"),
    "fetch": Text("不接受fetch.txt", "fetch.txt is refused"),
}


def told(code: str, params: Mapping[str, object]) -> Text:
    """The sentence of a code."""
    sentence = SENTENCES[code]
    return Text(sentence.zh.format(**params), sentence.en.format(**params))


def step(said: Said) -> Text:
    """The sentence of a step."""
    return told(said.code, said.params)


def verdict(report: Report) -> Text:
    """The last sentence: whether it matches, and if not what is wrong first."""
    if report.fault is None:
        return SENTENCES["intact"]
    wrong = told(report.fault.code, report.fault.params)
    if report.outcome is Outcome.UNREADABLE:
        return Text(f"读不了。{wrong.zh}。", f"It cannot be read: {wrong.en}.")
    return Text(f"不符。{report.fault.file}：{wrong.zh}", f"It does not match. {report.fault.file}: {wrong.en}")


def lines(report: Report) -> tuple[Text, ...]:
    """Everything a verification has to say."""
    return (*(step(said) for said in report.steps), verdict(report))
