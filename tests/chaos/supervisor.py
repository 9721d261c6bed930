"""Lets the real program live through a script, and says what became of every link.

One window and one ``watch`` are alive all the time on one profile, beside the ``add`` that brings links; whatever
is killed is started again, after its files were looked at. All children end by their id, however the run ends.
"""

import asyncio
import contextlib
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import msgspec

from oktodesk.system.addresses import SANDBOX_IDENTITY
from oktodesk.system.paths import Paths
from tests.chaos.file_host import FileHost
from tests.chaos.judge import Kept, damage, failures, judge, kept
from tests.chaos.oktopost import ACCOUNT_ID, KEY, LocalOktopost
from tests.chaos.programs import MODULE, Program, environment
from tests.chaos.relay import Relay
from tests.chaos.script import Deed, Profile, Round, Step, Who

SCALE = 20.0
START_LIMIT_S = 60.0
"""A start that takes longer has failed, on the busiest computer too."""
_ADD_LIMIT_S = 30.0
_NEW = 12
"""A link that is given once more is so many links old: sent meanwhile, or waiting still."""
_FINISH_LIMIT_S = 240.0
_PLAIN_EVERY = 3
"""So often the window is started as everybody starts it; else with hands that add what is dropped on it."""


class Tally(msgspec.Struct):
    """What happened, summed up."""

    links: int = 0
    confirmed: int = 0
    uploads: int = 0
    refused: int = 0
    asked: int = 0
    kills: int = 0
    suspends: int = 0
    networks: int = 0
    full_disks: int = 0
    server_starts: int = 0
    lost: list[str] = []
    duplicated: list[str] = []
    corrupt: list[str] = []
    failed_starts: list[str] = []
    unexpected: list[str] = []
    """Parts of the engine that ended with an error nobody foresaw; their process goes on without them."""
    faults: Counter[str] = msgspec.field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        """Whether every promise was kept."""
        return not (self.lost or self.duplicated or self.corrupt or self.failed_starts or self.unexpected)


class Supervisor:
    """One profile's life."""

    def __init__(self, folder: Path, profile: Profile, tally: Tally, *, say: Callable[[str], None]) -> None:
        self._folder = folder
        self._plan = profile
        self._tally = tally
        self._say = say
        self._profile = folder / "profile"
        self._account = Paths.default(self._profile).account_dir(SANDBOX_IDENTITY)
        self._relay, self._files = Relay(), FileHost()
        self._relay_port = 0
        self._scheme = "http"
        self._oktopost = LocalOktopost(
            folder,
            scale=SCALE,
            order=profile.order,
            always=profile.faults,
            variables=environment({"OKTODESK_SANDBOX_KEY": KEY}),
        )
        self._round: Round | None = None
        self._alive: dict[Who, Program] = {}
        self._adds: list[tuple[Program, tuple[str, ...]]] = []
        self._effects: list[asyncio.Future[None]] = []
        self._numbers = 0
        self._again: list[str] = []
        self._handed: list[str] = []
        self._fed: Counter[str] = Counter()
        self.started: list[Program] = []
        """Every process but the sandbox's, in their order."""
        self._windows = 0
        self._finishing = False

    async def live(self) -> None:
        """All rounds, then the end of all faults, and the judgement."""
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            await self._files.start()
            self._relay_port = await self._relay.start()
            for number, each in enumerate(self._plan.rounds, 1):
                await self._go_through(each)
                self._say(f"  round {number}: {' '.join(each.faults)}; {self._tally.kills} kills so far")
            await self._finish()
        finally:
            for task in self._effects:
                task.cancel()
            for program in self.started:
                program.kill()
            await self._oktopost.end(gently=False)
            await self._relay.close()
            await self._files.close()

    async def _go_through(self, part: Round) -> None:
        self._round = part
        scheme = "https" if any(fault.startswith("unknown-issuer") for fault in part.faults) else "http"
        changed, self._scheme = scheme != self._scheme, scheme
        await self._oktopost.end(gently=False)
        await self._start_oktopost()
        if changed:
            for who in tuple(self._alive):
                self._alive.pop(who).kill()
        self._keep_alive()
        for step in part.steps:
            await asyncio.sleep(step.after_s)
            self._keep_alive()
            await self._do(step)
        await self._wait_for_adds()
        await asyncio.gather(*self._effects)
        self._effects.clear()

    async def _start_oktopost(self) -> None:
        assert self._round is not None
        await self._oktopost.start(self._round.faults, self._round.fault_seed)
        self._relay.target = self._oktopost.port
        self._tally.server_starts += 1

    async def _do(self, step: Step) -> None:
        match step.deed:
            case Deed.FEED:
                self._feed(step)
            case Deed.KILL:
                await self._kill(step.who)
            case Deed.SUSPEND:
                self._lasts(self._suspend(self._alive[step.who], step.for_s))
            case Deed.NETWORK:
                self._lasts(self._trouble_the_network(step))
            case Deed.FULL_DISK:
                self._lasts(self._fill_the_disk(step))
            case Deed.RESTART_SERVER:
                await self._oktopost.end(gently=step.gently)
                await asyncio.sleep(step.for_s)
                await self._start_oktopost()

    def _lasts(self, effect: Coroutine[Any, Any, None]) -> None:
        self._effects.append(asyncio.ensure_future(effect))

    # Feeding

    def _feed(self, step: Step) -> None:
        again, self._again = self._again, []
        links = [*again, *(self._files.link(self._next()) for _ in range(step.count))]
        if step.repeats and self._numbers > _NEW:
            links.append(self._files.link(self._numbers - _NEW))
        self._tally.links += step.count
        window = self._alive.get(Who.WINDOW)
        has_hands = step.who is Who.WINDOW and window is not None and window.name == "driven window"
        if has_hands and window is not None and window.hand(links):
            self._handed += links
            return
        words = ["add", *links, *(["--no-check"] if step.unchecked else [])]
        self._adds.append((self._command(*words, name="add"), tuple(links)))

    def _next(self) -> int:
        self._numbers += 1
        return self._numbers

    def _look_what_was_taken(self, links: Sequence[str], program: Program) -> None:
        """What did not reach the outbox before its process ended is given once more, as a person would."""
        there = {each.source for each in kept(self._account)}
        for link in links:
            if link in there:
                self._fed[link] += 1
            else:
                self._again.append(link)
                if program.name == "add" and program.code == 0 and link in program.out.read_text():
                    self._tally.lost.append(f"{link}: acknowledged, and not in the outbox")

    # Killing, and starting again

    async def _kill(self, who: Who) -> None:
        if who is Who.ADD:
            adds = [(program, links) for program, links in self._adds if program.is_alive]
            if adds:
                program, links = adds[-1]
                self._adds.remove(adds[-1])
                await self._kill_program(program, links)
                return
            who = Who.WATCH
        program = self._alive.pop(who)
        handed, self._handed = (self._handed, []) if who is Who.WINDOW else ([], self._handed)
        await self._kill_program(program, handed)

    async def _kill_program(self, program: Program, links: Sequence[str]) -> None:
        if program.is_alive:
            self._tally.kills += 1
        elif program.code not in {0, 1, 3, 4}:
            self._tally.failed_starts.append(f"{program.name} ended with {program.code}: {program.errors}")
        program.kill()
        await self._look_after()
        self._look_what_was_taken(links, program)

    async def _look_after(self) -> None:
        self._tally.corrupt += damage(self._account)
        listing = self._command("list", "--cached", name="list")
        try:
            if not await listing.ended(START_LIMIT_S):
                self._tally.failed_starts.append("list --cached hung")
            elif listing.code != 0:
                self._tally.failed_starts.append(f"list --cached: {listing.code} {listing.errors}")
        finally:
            listing.kill()

    def _keep_alive(self) -> None:
        for who in (Who.WINDOW, Who.WATCH):
            program = self._alive.get(who)
            if program is not None and program.is_alive:
                continue
            if program is not None:
                self._note_end(program)
            self._alive[who] = self._start(who)

    def _note_end(self, program: Program) -> None:
        """A window never ends by itself, and a watch without an end only if it can't go on."""
        if program.name != "watch" or program.code not in {0, 1, 3, 4}:
            self._tally.failed_starts.append(f"{program.name} ended with {program.code}: {program.errors}")
        if program.name == "driven window":
            handed, self._handed = self._handed, []
            self._look_what_was_taken(handed, program)

    def _start(self, who: Who) -> Program:
        if who is Who.WATCH:
            return self._command("watch", name="watch")
        self._windows += 1
        if self._windows % _PLAIN_EVERY == 0 and not self._finishing:
            return self._program("window", [*MODULE, "--profile", str(self._profile)])
        words = [sys.executable, "-m", "tests.chaos.driven_window", str(self._profile)]
        return self._program("driven window", words, pipe=True)

    def _command(self, *words: str, name: str) -> Program:
        return self._program(name, [*MODULE, "--profile", str(self._profile), "--json", *words])

    def _program(self, name: str, words: Sequence[str], *, pipe: bool = False) -> Program:
        variables = {
            "OKTOPOST_BASE_URL": f"{self._scheme}://127.0.0.1:{self._relay_port}/v2",
            "OKTOPOST_ACCOUNT_ID": ACCOUNT_ID,
            "OKTOPOST_API_KEY": KEY,
            "OKTODESK_CLOCK_SCALE": str(SCALE),
        }
        log = self._folder / f"{len(self.started):04}-{name.replace(' ', '-')}"
        program = Program(name, words, environment=environment(variables), log=log, pipe=pipe)
        self.started.append(program)
        return program

    # Troubles

    async def _suspend(self, program: Program, for_s: float) -> None:
        self._tally.suspends += 1
        program.send(signal.SIGSTOP)
        try:
            await asyncio.sleep(for_s)
        finally:
            program.send(signal.SIGCONT)

    async def _trouble_the_network(self, step: Step) -> None:
        self._tally.networks += 1
        self._relay.trouble = step.network
        try:
            await asyncio.sleep(step.for_s)
        finally:
            self._relay.trouble = None
            self._relay.cut()  # what was swallowed would else be waited for

    async def _fill_the_disk(self, step: Step) -> None:
        self._tally.full_disks += 1
        if step.room < 0:
            words = [sys.executable, "-m", "tests.chaos.short_of_pages", str(-step.room)]
            words += ["--profile", str(self._profile), "--json", "watch", f"--timeout={step.for_s}"]
            before = self._alive[Who.WATCH]
            program = self._alive[Who.WATCH] = self._program("watch", words)
            await self._kill_program(before, ())
            await asyncio.sleep(step.for_s)
            if self._alive.get(Who.WATCH) is program:
                del self._alive[Who.WATCH]
                await self._kill_program(program, ())
            return
        program = self._alive[step.who]
        program.limit_files(step.room)
        try:
            await asyncio.sleep(step.for_s)
        finally:
            with contextlib.suppress(ProcessLookupError):
                program.limit_files(None)

    # The end

    async def _wait_for_adds(self) -> None:
        adds, self._adds = self._adds, []
        for program, links in adds:
            if await program.ended(_ADD_LIMIT_S):
                if program.code not in {0, 1, 3, 4}:
                    self._tally.failed_starts.append(f"add ended with {program.code}: {program.errors}")
                self._look_what_was_taken(links, program)
            else:
                await self._kill_program(program, links)

    async def _finish(self) -> None:
        """No more faults; the program may do what is left, and is killed no more."""
        self._round, self._finishing = Round((), 0, ()), True
        await self._oktopost.end(gently=True)
        self._scheme = "http"
        await self._start_oktopost()
        for who in (Who.WINDOW, Who.WATCH):
            if (program := self._alive.pop(who, None)) is not None:
                handed, self._handed = (self._handed, []) if who is Who.WINDOW else ([], self._handed)
                await self._kill_program(program, handed)
        ends_at = time.monotonic() + _FINISH_LIMIT_S
        while time.monotonic() < ends_at:
            if self._again:
                again, self._again = self._again, []
                self._adds.append((self._command("add", *again, name="add"), tuple(again)))
                await self._wait_for_adds()
            self._keep_alive()
            await asyncio.sleep(0.5)
            left = [each for each in kept(self._account) if each.is_open or each.is_missed or _is_new(each)]
            if not left and not self._again:
                break
        await self._judge()

    async def _judge(self) -> None:
        links = kept(self._account)
        there = await self._oktopost.uploads()
        verdict, tally = judge(self._fed, links, there), self._tally
        tally.confirmed += verdict.confirmed
        tally.uploads += verdict.uploads
        tally.refused += verdict.refused
        tally.asked += verdict.asked
        tally.lost += verdict.lost
        tally.duplicated += verdict.duplicated
        tally.corrupt += damage(self._account)
        tally.unexpected += failures(Paths.default(self._profile).log_dir)
        tally.faults += Counter(self._oktopost.faults_met())
        self._say(
            f"  {verdict.confirmed} confirmed, {len(there)} uploads there, {verdict.refused} refused,"
            f" {verdict.asked} asked, {len(verdict.lost)} lost, {len(verdict.duplicated)} twice"
        )


def _is_new(link: Kept) -> bool:
    """Whether the window's hands have it still to add."""
    return not link.is_confirmed and link.state in {"ready", "unchecked", "checking"}
