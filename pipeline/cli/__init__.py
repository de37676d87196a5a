"""The command line: one file a command, each imported only when it is called (`gongkai --help` stays quick)."""

import sys
from typing import Annotated

import typer

app = typer.Typer(
    name="gongkai",
    help="公开：公文公开属性认定、个人信息遮盖与政策解读的辅助工具。机器提出建议并出示依据，由人决定。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        from pipeline import __version__

        typer.echo(f"gongkai {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="显示版本")] = False,
) -> None:
    """Hold the options that come before a command."""


def main() -> None:
    """Run the command line."""
    from pipeline.cli import analyze, audit, backup, evaluate, password, redact, restore, serve, terminal

    terminal.prepare()
    app.command("analyze")(analyze.analyze)
    app.command("redact")(redact.redact)
    app.add_typer(evaluate.app, name="evaluate")
    app.add_typer(audit.app, name="audit")
    app.command("serve")(serve.serve)
    app.command("password")(password.password)
    app.command("backup")(backup.backup)
    app.command("restore")(restore.restore)
    try:
        app()
    except Exception as error:
        from pipeline.flow import fault

        # No trace: the message of an unexpected error may quote a document.
        typer.echo(f"程序出错（{fault(error)}）：请把这一行报给维护人员。", err=True)
        sys.exit(1)
