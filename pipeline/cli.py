"""The face: `gouji` (勾稽). Each command imports the rooms that it needs, so that `gouji check` starts at once.

Exit codes: 0 done; 1 findings of severity error, a build that was not published, or an error; 2 wrong usage or a file
that could not be read.
"""

from __future__ import annotations

import argparse
import datetime
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.warehouse.release import Build
    from pipeline.warehouse.settings import Settings

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

SEVERITIES = ("error", "warn", "info")
STATUSES = ("new", "open", "waived", "reopened")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code. What goes wrong is said in a sentence, never shown as a traceback
    (unless GOUJI_DEBUG=1)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    arguments = _parser().parse_args(argv)
    try:
        code: int = arguments.run(arguments)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # The reader of our output has gone (`gouji sql … | head`): nothing is left to say to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("已中断。 / Interrupted.", file=sys.stderr)
        return 130
    except Exception as error:
        if os.environ.get("GOUJI_DEBUG") == "1":
            traceback.print_exc()
        print(f"gouji: {_sentence(error)}", file=sys.stderr)
        return 1


def _sentence(error: Exception) -> str:
    """What went wrong, for a person. Errors of ours are sentences already; others are named with their kind."""
    text = str(error).strip()
    if type(error).__module__.startswith("pipeline."):
        return text
    kind = type(error).__name__
    return f"出错：{kind}: {text}（GOUJI_DEBUG=1 显示详情）。 / Failed: {kind}: {text} (GOUJI_DEBUG=1 shows more)."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gouji", description="勾稽：核对预算绩效报告中的数字。 / Checks figures.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_build(commands)
    _add_check(commands)
    _add_findings(commands)
    _add_explain(commands)
    _add_waive(commands)
    _add_waivers(commands)
    _add_review(commands)
    _add_sql(commands)
    _add_releases(commands)
    _add_serve(commands)
    return parser


def _command(commands: Commands, name: str, help_text: str) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=help_text, description=help_text)


def _add_marts(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--marts", type=Path, metavar="DIR", help="发布文件夹 / published folder (data/marts)")


def _add_register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--register",
        type=_folder,
        metavar="DIR",
        help="豁免和意见登记所在 / folder of waivers.yml and notes.yml (expectations)",
    )


def _add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table")


def _add_build(commands: Commands) -> None:
    parser = _command(commands, "build", "重新构建并发布。 / Rebuild and publish.")
    parser.add_argument("--raw", type=_folder, metavar="DIR", help="原始文件夹 / folder of documents (data/raw)")
    _add_marts(parser)
    _add_register(parser)
    parser.add_argument(
        "--full-refresh",
        action="store_true",
        help="全部重读重算，即使没有变化 / read every document again, even where nothing has changed",
    )
    parser.add_argument(
        "--notify", action="store_true", help="把失败和新错误通知给人 / send notices of a failure and of new errors"
    )
    parser.set_defaults(run=_build)


def _add_check(commands: Commands) -> None:
    parser = _command(commands, "check", "检查文件，不动仓库。 / Check documents; the warehouse is not touched.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--all", action="store_true", help="也列出一致的检查 / list consistent checks too")
    parser.add_argument("--department", metavar="NAME", help="部门 / department of the documents")
    parser.add_argument("--year", type=_year, metavar="YYYY", help="年度 / fiscal year of the documents")
    parser.set_defaults(run=_check)


def _add_findings(commands: Commands) -> None:
    parser = _command(commands, "findings", "列出已发布的发现。 / List findings of the published release.")
    parser.add_argument("--severity", choices=SEVERITIES)
    parser.add_argument("--department", metavar="NAME")
    parser.add_argument("--year", type=_year, metavar="YYYY")
    parser.add_argument("--status", choices=STATUSES)
    parser.add_argument(
        "--workbook",
        type=Path,
        metavar="FILE.xlsx",
        help="写成审计工作底稿 / write them as a working paper, for one department for instance",
    )
    _add_format(parser)
    _add_marts(parser)
    parser.set_defaults(run=_findings)


def _add_explain(commands: Commands) -> None:
    parser = _command(commands, "explain", "说明一个发现。 / One finding with its arithmetic.")
    parser.add_argument("finding_id", metavar="FINDING_ID")
    _add_marts(parser)
    parser.set_defaults(run=_explain)


def _add_waive(commands: Commands) -> None:
    parser = _command(
        commands,
        "waive",
        "写入一项豁免，供审阅。 / Write the waiver of a finding, or of a rule's findings in a scope, for review.",
    )
    named = parser.add_mutually_exclusive_group(required=True)
    named.add_argument("finding_id", nargs="?", metavar="FINDING_ID")
    named.add_argument("--rule", metavar="RULE_ID", help="按规则豁免，须限定范围 / waive by rule, with a scope")
    parser.add_argument("--department", metavar="NAME", help="范围：部门 / scope: department")
    parser.add_argument("--year", type=_year, metavar="YYYY", help="范围：年度 / scope: fiscal year")
    parser.add_argument("--subject", metavar="NAME", help="范围：对象 / scope: subject")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="理由 / why it is let stand")
    parser.add_argument("--owner", required=True, metavar="NAME", help="责任人 / who answers for it")
    parser.add_argument("--expires", required=True, type=_day, metavar="YYYY-MM-DD", help="到期日 / last day it holds")
    _add_register(parser)
    _add_marts(parser)
    parser.set_defaults(run=_waive)


def _add_waivers(commands: Commands) -> None:
    parser = _command(commands, "waivers", "列出豁免及是否仍有效。 / List waivers and whether they still hold.")
    _add_format(parser)
    _add_register(parser)
    _add_marts(parser)
    parser.set_defaults(run=_waivers)


def _add_review(commands: Commands) -> None:
    parser = _command(
        commands, "review", "读回填好的工作底稿。 / Read a filled-in findings.xlsx back into waivers and notes."
    )
    parser.add_argument("workbook", type=Path, metavar="FILE.xlsx")
    parser.add_argument("--owner", metavar="NAME", help="未填审计人员时 / auditor where the row names none")
    parser.add_argument(
        "--expires", type=_day, metavar="YYYY-MM-DD", help="未填到期日时 / expiry where the row has none"
    )
    _add_register(parser)
    _add_marts(parser)
    parser.set_defaults(run=_review)


def _add_sql(commands: Commands) -> None:
    parser = _command(commands, "sql", "只读查询。 / A read-only query of the published warehouse.")
    parser.add_argument("query", metavar="SELECT ...")
    parser.add_argument("--memory", default="2GB", metavar="SIZE", help="内存上限 / most memory (2GB)")
    parser.add_argument("--seconds", type=_seconds, default=60.0, metavar="N", help="时间上限 / most time (60)")
    _add_format(parser)
    _add_marts(parser)
    parser.set_defaults(run=_sql)


def _add_releases(commands: Commands) -> None:
    listing = _command(commands, "releases", "列出已发布的版本。 / List published releases.")
    _add_format(listing)
    _add_marts(listing)
    listing.set_defaults(run=_releases)
    back = _command(commands, "rollback", "让较早的版本成为当前版本。 / Make an earlier release the current one.")
    back.add_argument("release_id", metavar="ID")
    _add_marts(back)
    back.set_defaults(run=_rollback)
    difference = _command(commands, "diff", "两个版本之间的变化。 / What changed between two releases.")
    difference.add_argument("before", metavar="A")
    difference.add_argument("after", metavar="B")
    difference.add_argument("--format", choices=("text", "json"), default="text")
    _add_marts(difference)
    difference.set_defaults(run=_diff)


def _add_serve(commands: Commands) -> None:
    parser = _command(commands, "serve", "Dagster 界面与每晚计划。 / Dagster UI and daemon with the nightly schedule.")
    parser.add_argument(
        "--host", default="127.0.0.1", help="只在本机；界面没有登录 / this machine only: the UI asks no password"
    )
    parser.add_argument("--port", type=int, default=3000)
    parser.add_argument("--raw", type=_folder, metavar="DIR", help="原始文件夹 / folder of documents (data/raw)")
    _add_marts(parser)
    _add_register(parser)
    parser.add_argument(
        "--look-seconds", type=int, default=60, metavar="N", help="多久看一次原始文件夹 / how often to look at it (60)"
    )
    parser.set_defaults(run=_serve)


def _folder(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"没有文件夹 {text}。 / There is no folder {text}.")
    return path


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1990 <= int(text) <= 2100):
        raise argparse.ArgumentTypeError(f"{text} 不是年度。 / {text} is not a year.")
    return int(text)


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text} 不是日期，请写成 2027-06-30。 / {text} is no date: write 2027-06-30."
        ) from None


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    # A timer counts no further than threading.TIMEOUT_MAX; a day is more than any question needs.
    if not 0 < seconds <= 86_400:
        raise argparse.ArgumentTypeError(f"{text} 不是 1 天以内的秒数。 / {text} is not a time within a day.")
    return seconds


def _marts(arguments: argparse.Namespace) -> Path:
    from pipeline.warehouse.settings import Settings

    return arguments.marts or Settings().marts


def _settings(arguments: argparse.Namespace, full_refresh: bool = False) -> Settings:
    from pipeline.warehouse.settings import Settings

    defaults = Settings()
    return Settings(
        raw=arguments.raw or defaults.raw,
        marts=arguments.marts or defaults.marts,
        register=_register(arguments),
        full_refresh=full_refresh,
    )


def _build(arguments: argparse.Namespace) -> int:
    from pipeline.report.console import build_progress, show_build, show_standing
    from pipeline.warehouse.ingest import input_hashes
    from pipeline.warehouse.standing import standing_release

    settings = _settings(arguments, arguments.full_refresh)
    if standing := standing_release(settings, input_hashes(settings.raw)):
        show_standing(standing)
        return 0
    with build_progress() as watcher:
        watcher.step("start")
        from pipeline.orchestration import run_build

        build = run_build(settings, watcher)
    show_build(build)
    if arguments.notify:
        _notify(build)
    return 0 if build.published else 1


def _notify(build: Build) -> None:
    """Sends what there is to tell. What cannot be sent is said, and changes nothing of the build's outcome."""
    from pipeline.report.delivery import DeliveryError, deliver
    from pipeline.report.notice import notice_of

    try:
        if notice := notice_of(build):
            deliver(notice)
    except DeliveryError as error:
        print(f"gouji: {error}", file=sys.stderr)


def _check(arguments: argparse.Namespace) -> int:
    from pipeline.report.checked import check_files

    return check_files(arguments.files, arguments.format, arguments.all, arguments.department, arguments.year)


def _findings(arguments: argparse.Namespace) -> int:
    from pipeline.report.findings import list_findings
    from pipeline.report.tabular import write_rows

    asked = {
        "severity": arguments.severity,
        "department": arguments.department,
        "fiscal_year": arguments.year,
        "status": arguments.status,
    }
    wanted = {column: value for column, value in asked.items() if value is not None}
    if arguments.workbook:
        from pipeline.report.working_paper import save_working_paper

        save_working_paper(_marts(arguments), arguments.workbook, wanted)
        print(f"已写出 / Written: {arguments.workbook}")
        return 0
    columns, rows = list_findings(_marts(arguments), wanted)
    write_rows(columns, rows, arguments.format)
    return 0


def _explain(arguments: argparse.Namespace) -> int:
    from pipeline.report.findings import explain

    print(explain(_marts(arguments), arguments.finding_id))
    return 0


def _waive(arguments: argparse.Namespace) -> int:
    from pipeline.review.said import show_waiver
    from pipeline.review.waive import Signature, waive_finding, waive_rule

    signature = Signature(arguments.reason, arguments.owner, _today(), arguments.expires)
    register = _register(arguments)
    named = {"department": arguments.department, "fiscal_year": arguments.year, "subject": arguments.subject}
    scope = {name: str(value) for name, value in named.items() if value is not None}
    if arguments.rule:
        entry = waive_rule(_marts(arguments), register, arguments.rule, scope, signature)
    else:
        entry = waive_finding(_marts(arguments), register, arguments.finding_id, signature)
    show_waiver(entry, register)
    return 0


def _waivers(arguments: argparse.Namespace) -> int:
    from pipeline.report.tabular import write_rows
    from pipeline.review.said import list_waivers

    columns, rows, needing_attention = list_waivers(_marts(arguments), _register(arguments))
    write_rows(columns, rows, arguments.format)
    return 1 if needing_attention else 0


def _review(arguments: argparse.Namespace) -> int:
    from pipeline.review.said import show_reviewed
    from pipeline.review.workbook import review

    register = _register(arguments)
    reviewed = review(arguments.workbook, _marts(arguments), register, _today(), arguments.owner, arguments.expires)
    show_reviewed(reviewed, register)
    return 1 if reviewed.refused else 0


def _today() -> datetime.date:
    from pipeline.warehouse.review import day_in_china

    return day_in_china(datetime.datetime.now(datetime.UTC))


def _register(arguments: argparse.Namespace) -> Path:
    from pipeline.warehouse.settings import Settings

    return arguments.register or Settings().register


def _sql(arguments: argparse.Namespace) -> int:
    from pipeline.report.published import published_warehouse, query
    from pipeline.report.tabular import write_rows

    with published_warehouse(_marts(arguments), arguments.memory) as con:
        columns, rows = query(con, arguments.query, seconds=arguments.seconds)
    write_rows(columns, rows, arguments.format)
    return 0


def _releases(arguments: argparse.Namespace) -> int:
    from pipeline.report.releases import release_rows
    from pipeline.report.tabular import write_rows

    write_rows(*release_rows(_marts(arguments)), arguments.format)
    return 0


def _rollback(arguments: argparse.Namespace) -> int:
    from pipeline.warehouse.release import MartsFolder

    release = MartsFolder(_marts(arguments)).rollback(arguments.release_id)
    print(f"当前版本：{release.release_id}。 / Current release: {release.release_id}.")
    return 0


def _diff(arguments: argparse.Namespace) -> int:
    from pipeline.report.releases import show_difference
    from pipeline.warehouse.difference import compare

    show_difference(compare(_marts(arguments), arguments.before, arguments.after), arguments.format)
    return 0


def _serve(arguments: argparse.Namespace) -> int:
    from pipeline.orchestration.serve import serve

    return serve(arguments.host, arguments.port, _settings(arguments), arguments.look_seconds)


if __name__ == "__main__":
    sys.exit(main())
