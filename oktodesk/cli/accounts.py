"""``oktodesk accounts``: connect accounts, choose one, test one, forget one. Keys live in the keyring only."""

import argparse
import getpass
import io
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

import msgspec

from oktodesk.cli.arguments import Parser, filled_text, text
from oktodesk.cli.commands import Work
from oktodesk.cli.documents import error_part
from oktodesk.cli.exits import ExitCode, problem_code
from oktodesk.cli.invocation import account_entry, named_account
from oktodesk.cli.output import Color
from oktodesk.cli.running import in_loop
from oktodesk.problems import LocalTrouble, UsageTrouble
from oktodesk.problems.render import render
from oktodesk.system.settings import AccountEntry, Settings

if TYPE_CHECKING:
    from oktodesk.api.connection import Step
    from oktodesk.api.endpoint import Credentials, Endpoint
    from oktodesk.cli.invocation import Invocation
    from oktodesk.cli.output import Output
    from oktodesk.system.key_vault import KeyVault


def _declare(parser: Parser) -> None:
    parser.add_argument(
        "action",
        choices=("list", "add", "remove", "use", "test"),
        help="add tests the key and keeps it in the keyring; use chooses the account; test tells which step fails",
    )
    name = "for add the account id (in Oktopost: My Profile, API), else which account"
    parser.add_argument("name", type=text, metavar="NAME", nargs="?", default="", help=name)
    adding = parser.add_argument_group("options of add")
    adding.add_argument("--key-stdin", action="store_true", help="read the API key from stdin instead of asking")
    adding.add_argument(
        "--base-url", type=filled_text, metavar="URL", help="instead of Oktopost's own two regions"
    )
    adding.add_argument(
        "--label", type=text, metavar="NAME", default="", help="how to call it here; else as Oktopost does"
    )


async def _accounts(invocation: "Invocation", options: argparse.Namespace) -> int:
    _refuse_nonsense(options)
    match options.action:
        case "add":
            return await _add(invocation, options)
        case "remove":
            return await _remove(invocation, options.name)
        case "use":
            return _use(invocation, options.name)
        case "test":
            return await _test(invocation, options.name)
        case _:
            return _tell(invocation, invocation.prepare())


def _refuse_nonsense(options: argparse.Namespace) -> None:
    if options.action in {"add", "remove", "use"} and not options.name:
        raise UsageTrouble("usage", reason=f"say which account to {options.action}")
    if options.action == "list" and options.name:
        raise UsageTrouble("usage", reason=f"list takes no name: {options.name}")
    if options.action != "add" and (options.key_stdin or options.base_url or options.label):
        raise UsageTrouble("usage", reason="--key-stdin, --base-url and --label are for add")


async def _add(invocation: "Invocation", options: argparse.Namespace) -> int:
    """Test the key, keep it in the keyring, remember the account: in this order, none is ever half there."""
    from oktodesk.api.connection import REGIONS
    from oktodesk.api.endpoint import Credentials, Endpoint

    invocation.prepare()
    endpoints = [Endpoint.parse(options.base_url)] if options.base_url else REGIONS
    credentials = Credentials.from_typed(options.name, _typed_key(from_stdin=options.key_stdin))
    last = (await _steps(invocation, credentials, endpoints))[-1]
    if last.problem is not None:
        invocation.output.problem(last.problem)
        return problem_code(last.problem)
    assert last.me is not None
    assert last.endpoint is not None
    entry = AccountEntry(
        account_id=credentials.account_id,
        region=last.endpoint.region,
        base_url=last.endpoint.base_url,
        label=options.label or last.me.account_name,
        user_name=last.me.user_name,
    )
    await _vault(invocation).set(entry.identity, credentials.api_key)
    return _tell(invocation, invocation.settings_file.update(lambda now: now.with_account(entry)))


async def _remove(invocation: "Invocation", name: str) -> int:
    entry = named_account(invocation.prepare(), name)
    try:
        await _vault(invocation).delete(entry.identity)
    except LocalTrouble as error:
        if error.problem.id != "keyring_missing":  # then there is no key either
            raise
    return _tell(invocation, invocation.settings_file.update(lambda now: now.without_account(entry.identity)))


def _use(invocation: "Invocation", name: str) -> int:
    entry = named_account(invocation.prepare(), name)
    chosen = invocation.settings_file.update(lambda now: msgspec.structs.replace(now, active=entry.identity))
    return _tell(invocation, chosen)


async def _test(invocation: "Invocation", name: str) -> int:
    settings = invocation.prepare()
    if name:
        invocation = invocation.meaning(name)
    account = await invocation.account(settings)
    steps = await _steps(invocation, account.credentials, [account.endpoint])
    document = _account_document(account_entry(account), settings) | {
        "steps": [_step_document(step) for step in steps]
    }
    problem = steps[-1].problem
    invocation.output.document({"accounts": [document]} | error_part(problem))
    for step in steps:
        _tell_step(invocation.output, step)
    return ExitCode.DONE if problem is None else problem_code(problem)


async def _steps(
    invocation: "Invocation", credentials: "Credentials", endpoints: "Sequence[Endpoint]"
) -> "list[Step]":
    from oktodesk.api.connection import connection_steps

    clock = invocation.clock(endpoints[0].base_url)
    return [step async for step in connection_steps(credentials, clock=clock, endpoints=endpoints)]


def _typed_key(*, from_stdin: bool) -> str:
    """The key from stdin or a prompt that does not show it. Raises ``UsageTrouble`` where nobody can be asked."""
    if from_stdin:
        return _key_of(sys.stdin or io.StringIO())
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageTrouble("usage", reason="there is no terminal to ask for the API key; use --key-stdin")
    return getpass.getpass("API key: ")


def _key_of(stream: TextIO) -> str:
    try:
        key = stream.readline().strip()
        key.encode()
    except UnicodeError:
        raise UsageTrouble("usage", reason="the API key on stdin is not text") from None
    return key


def _vault(invocation: "Invocation") -> "KeyVault":
    from oktodesk.system.key_vault import KeyVault

    return KeyVault(invocation.paths.keyring_service)


def _tell(invocation: "Invocation", settings: Settings) -> int:
    output = invocation.output
    output.document({"accounts": [_account_document(entry, settings) for entry in settings.accounts]})
    for entry in settings.accounts:
        sign = "*" if entry.identity == settings.active else " "
        owner = f"{entry.user_name}'s key" if entry.user_name else ""
        facts = " · ".join(part for part in (entry.account_id, entry.base_url, owner) if part)
        output.line(f"{sign} {output.paint(entry.label or entry.account_id, Color.BOLD)}  {facts}")
    if not settings.accounts:
        output.note("No accounts yet. Connect one with: oktodesk accounts add ACCOUNT_ID")
    return ExitCode.DONE


def _tell_step(output: "Output", step: "Step") -> None:
    if step.problem is None:
        output.line(f"{output.paint('✓', Color.GREEN)} {_STEP_NAMES[step.id]}")
        return
    for line in output.sentences(step.problem):
        output.line(line)


_STEP_NAMES = {
    "computer": "This computer is on a network",
    "network": "The network lets oktodesk through",
    "oktopost": "Oktopost answers",
    "key": "Oktopost accepts the key",
}


def _account_document(entry: AccountEntry, settings: Settings) -> dict[str, object]:
    return {
        "identity": entry.identity,
        "account_id": entry.account_id,
        "label": entry.label,
        "user_name": entry.user_name,
        "region": entry.region,
        "base_url": entry.base_url,
        "active": entry.identity == settings.active,
    }


def _step_document(step: "Step") -> dict[str, object]:
    problem = render(step.problem).as_json() if step.problem is not None else None
    return {"id": step.id.value, "ok": step.ok, "problem": problem}


WORK = Work(_declare, in_loop(_accounts))
