"""The server that the application runs behind: uvicorn, without a log of addresses."""

import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

_GRACE = 5
"""Seconds that requests in hand may take to end when the server stops."""


class _Server(uvicorn.Server):
    """A server that tells when it listens."""

    def __init__(self, config: uvicorn.Config, listens: Callable[[], None]) -> None:
        super().__init__(config)
        self._listens = listens

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen, and tell so."""
        await super().startup(sockets)
        if self.started:
            self._listens()


def made(application: ASGIApp, listens: Callable[[], None]) -> uvicorn.Server:
    """Return a server, to be run on sockets that are bound; listens: called once connections are taken.

    `run` ends with SIGINT, SIGTERM or `should_exit`; a signal is raised again at the end.
    """
    # No access log: an address may hold what somebody searched for.
    config = uvicorn.Config(
        application,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=_GRACE,
    )
    return _Server(config, listens)
