"""`gongkai password`: a one-time password for an account, where no administrator can log in to give it."""

from typing import Annotated

import typer

from pipeline.cli.database import Address, now, opened


def password(
    login: Annotated[str, typer.Argument(metavar="LOGIN", help="登录名")],
    database: Address = None,
) -> None:
    """为账户换一个一次性密码（忘记密码的管理员用）：登录后须另设密码，并解除锁定。"""
    from pipeline.review import passwords
    from pipeline.store import chain, people

    source = opened(database, must_exist=True)
    made = passwords.made()
    password_hash = passwords.hashed_once(made)
    with source.writing() as session:
        account = people.by_login(session, login)
        if account is None or not account.active:
            typer.echo("没有这个账户，或账户已停用：请核对登录名", err=True)
            raise typer.Exit(2)
        people.renew(session, account, password_hash)
        subject = f"user:{account.login}"
        chain.append(session, actor="command", action="password_reset", subject=subject, facts={}, now=now())
    typer.echo(f"一次性密码（只显示这一次）：{made}")
