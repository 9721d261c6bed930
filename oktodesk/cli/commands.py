"""Which commands there are. Each is a module of its own with its ``WORK``, and is loaded when it is the one meant.

So that the window, and ``oktodesk check``, start without paying for what the other commands need.
"""

from argparse import Namespace
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from oktodesk.cli.arguments import Parser
    from oktodesk.cli.invocation import Invocation


class Work(msgspec.Struct, frozen=True):
    """What a command's module holds: its own options, and what it does; ``run`` returns the exit code."""

    declare: "Callable[[Parser], None]"
    run: "Callable[[Invocation, Namespace], int]"


class Command(msgspec.Struct, frozen=True):
    """One command: its name, what it does in a line, and its module in this room.

    Without a summary it is not for people, and not listed.
    """

    name: str
    summary: str
    module: str

    def load(self) -> Work:
        """Its work; imports the module."""
        work = import_module(f"oktodesk.cli.{self.module}").WORK
        assert isinstance(work, Work)
        return work


COMMANDS = (
    Command("check", "look at links without sending anything", "check"),
    Command("add", "check links and hand them to Oktopost", "add"),
    Command("watch", "send what waits and follow it", "watch"),
    Command("list", "the account's uploads", "listing"),
    Command("show", "one upload as Oktopost has it now", "show"),
    Command("validate", "ask Oktopost on which networks a video can be used", "validate"),
    Command("accounts", "connect, choose, test and forget accounts", "accounts"),
    Command("sandbox", "run a local Oktopost to practise and test on", "sandbox"),
    Command("tour", "drive the real window through the main job and take pictures", "tour"),
    Command("serve-checks", "", "serve_checks"),
)

WINDOW = Command("window", "Hand links to Oktopost: checked before, sent exactly once, followed live.", "window")
"""What is meant where no command is given."""
