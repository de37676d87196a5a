"""`gongkai serve`: the review workbench, and the processes that analyse for it."""

import errno
import logging
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from pipeline.cli.database import Address

if TYPE_CHECKING:
    from pipeline.review.office import Office, Order
    from pipeline.store import Database

_EVERY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  how to reach a server that listens everywhere
_TROUBLES = {
    errno.EADDRINUSE: "端口 {port} 已被占用：请用 --port 换一个端口，或先停止占用它的程序",
    errno.EACCES: "没有权限使用端口 {port}：请用 --port 指定 1024 以上的端口",
    errno.EADDRNOTAVAIL: "本机没有地址 {host}：请用 --host 指定本机的地址，如 127.0.0.1 或 0.0.0.0",
}


def serve(
    host: Annotated[str, typer.Option(help="监听的地址；0.0.0.0 表示本机所有地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="端口；0 表示任取一个空闲端口")] = 8000,
    database: Address = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, max=61, help="分析进程数")] = 1,
    demo: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="建立演示部门与用户，并提交该文件夹中的公文（仅限空数据库）")
    ] = None,
    registers: Annotated[list[Path] | None, typer.Option(help="本单位的规则表文件夹，按 id 覆盖随附规则")] = None,
    params: Annotated[Path | None, typer.Option(help="替代随附 params.yaml 的设置文件")] = None,
) -> None:
    """启动审查工作台：首次启动时建立数据库，并设置管理员。"""
    from pipeline.cli.database import opened
    from pipeline.review.office import Order

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    for folder in registers or ():
        if not folder.is_dir():
            _end(f"没有这个规则表文件夹：{folder}", None)
    order = Order(params and params.absolute(), tuple(folder.absolute() for folder in registers or ()))
    with _interruptible(), _bound(host, port) as bound:
        office = _office(opened(database, must_exist=False), order)
        if demo is not None:
            _demonstrate(office, demo)
        _run(office, order, jobs, bound, _administrator(office))
    typer.echo("已停止。")


@contextmanager
def _interruptible() -> Iterator[None]:
    """End quietly, everything closed, when Ctrl-C or a service manager asks for it."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, leave)
    try:
        yield
    except KeyboardInterrupt:
        pass


@contextmanager
def _bound(host: str, port: int) -> Iterator[socket.socket]:
    """Give a socket bound to an address; it takes no connections yet."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError) as error:
        _end(f"无法识别地址 {host}：请用 --host 指定本机的地址，如 127.0.0.1 或 0.0.0.0", error)
    with socket.socket(family, kind, protocol) as bound:
        if sys.platform != "win32":
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind(address)
        except OSError as error:
            reason = _TROUBLES.get(error.errno or 0, "无法监听 {host}:{port}：请换一个地址或端口")
            _end(reason.format(host=host, port=port), error)
        yield bound


def _office(database: "Database", order: "Order") -> "Office":
    """Return the office of a database, its tables up to date."""
    from pipeline.review.office import opened
    from pipeline.store import UnusableDatabase, chain, settings

    try:
        database.migrate()
        office = opened(database, order)
        with database.writing() as session:
            settings.put(session, chain.SETTING, office.settings.hash)
        return office
    except UnusableDatabase as error:
        _end(error.reason, error)
    except (ValueError, OSError, RuntimeError) as error:
        _end(f"设置或规则表有误：{error}", error)


def _administrator(office: "Office") -> str:
    """Return the path of a set-up link where one is needed: where nobody can be asked in a terminal."""
    from pipeline.review import setup

    with office.database.reading() as session:
        if setup.done(session):
            return ""
    if sys.stdin.isatty():
        _asked(office)
        return ""
    with office.database.writing() as session:
        return setup.link(session)


def _asked(office: "Office") -> None:
    """Make the account of the administrator that the terminal is asked for."""
    from pipeline.review import passwords, setup

    typer.echo("首次启动：请设置管理员（管理人员与部门，不阅看公文）。")
    while True:
        login, name = typer.prompt("登录名").strip().lower(), typer.prompt("姓名").strip()
        password = typer.prompt(f"密码（至少 {office.settings.password_length} 个字符，输入时不显示）", hide_input=True)
        again = typer.prompt("再输入一次密码", hide_input=True)
        wrong = setup.mistake(office, login, name, password, again)
        if not wrong:
            break
        typer.echo(f"{wrong}，请重新输入。", err=True)
    with office.database.writing() as session:
        password_hash = passwords.hashed(password)
        setup.make_administrator(session, office, login=login, name=name, password_hash=password_hash)


def _demonstrate(office: "Office", folder: Path) -> None:
    """Make the demo's people and documents, and show the passwords; where they are there, give new passwords."""
    from rich.console import Console
    from rich.table import Table

    from pipeline.cli.walk import walk
    from pipeline.review import demo

    if not demo.allowed(office):
        _end("这个数据库已有正式用户：演示数据只能放入空数据库，请用 --database 另指定一个", None)
    typer.echo("正在准备演示数据……", err=True)
    sources, _ = walk([folder])
    shown = Table("登录名", "密码", "姓名", "角色", "部门", title="演示用户（密码只显示这一次）")
    for person in demo.make(office, sources):
        shown.add_row(*person)
    # Without a terminal nothing tells the width: a long department must not be cut.
    Console(width=None if sys.stdout.isatty() else 120).print(shown)


def _run(office: "Office", order: "Order", jobs: int, bound: socket.socket, link: str) -> None:
    from pipeline.review import app, server
    from pipeline.review.crew import Crew

    def listens() -> None:
        address = _address(bound)
        if link:
            typer.echo(f"首次启动：请用浏览器打开这个一次性链接，设置管理员：{address}{link}")
        typer.echo(f"审查工作台：{address}/（按 Ctrl-C 停止）")
        sys.stdout.flush()

    with Crew(office.database.url, order, jobs):
        server.made(app.create(office), listens).run([bound])


def _address(bound: socket.socket) -> str:
    """Return how a browser on this machine reaches a server."""
    host, port = bound.getsockname()[:2]
    host = _EVERY.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _end(reason: str, error: Exception | None) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(2) from error
