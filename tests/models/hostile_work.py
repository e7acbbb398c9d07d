"""A child whose work kills it where a file's name says so."""

from __future__ import annotations

import os
import signal
from multiprocessing.connection import Connection

from models.batch import work


def serve(connection: Connection) -> None:
    """Do jobs, unless a file is to be killed over."""
    while True:
        try:
            asked = connection.recv_bytes().decode()
        except (EOFError, OSError):
            return
        if "kill me" in asked:
            os.kill(os.getpid(), signal.SIGKILL)
        connection.send_bytes(work.done(asked).encode())
