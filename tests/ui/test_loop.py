"""The mended loop: timers die with their handles, threads report back, quitting is a request."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from itertools import groupby
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QLabel

from oktodesk.problems import LocalTrouble
from oktodesk.ui.loop import DeskLoop, run
from oktodesk.ui.pyside_guard import refuse_broken_pyside
from oktodesk.ui.quit import QuitRequest


def test_cancelled_timers_leave_no_qt_timer(desk_loop: DeskLoop) -> None:
    async def main() -> int:
        before = desk_loop.live_timers
        for _ in range(500):
            async with asyncio.timeout(60):
                await asyncio.sleep(0)
        handles = [desk_loop.call_later(60, print) for _ in range(500)]
        for handle in handles:
            handle.cancel()
            handle.cancel()
        return desk_loop.live_timers - before

    assert desk_loop.run_until_complete(main()) <= 1


def test_timers_are_never_early_and_in_order(desk_loop: DeskLoop) -> None:
    order: list[int] = []

    async def nap(index: int, delay_s: float) -> float:
        begun = float(desk_loop.time())
        await asyncio.sleep(delay_s)
        order.append(index)
        return float(desk_loop.time()) - begun - delay_s

    async def main() -> list[float]:
        return await asyncio.gather(*(nap(i, 0.001 + i * 0.0025) for i in range(20)))

    late = desk_loop.run_until_complete(main())
    assert min(late) >= 0
    assert order == sorted(order)


def test_a_timer_due_beyond_an_int_of_milliseconds_is_accepted(desk_loop: DeskLoop) -> None:
    handle = desk_loop.call_later(10.0**9, print)
    assert handle.when() > desk_loop.time() + 10.0**8
    handle.cancel()
    assert desk_loop.live_timers == 0


def test_soon_calls_keep_their_order_and_can_be_cancelled(desk_loop: DeskLoop) -> None:
    seen: list[int] = []

    async def main() -> None:
        handles = [desk_loop.call_soon(seen.append, i) for i in range(50)]
        handles[7].cancel()
        await asyncio.sleep(0.001)

    desk_loop.run_until_complete(main())
    assert seen == [i for i in range(50) if i != 7]


def test_a_line_of_soon_calls_leaves_qt_its_turns(desk_loop: DeskLoop) -> None:
    log: list[str] = []

    class Heard(QObject):
        def event(self, event: QEvent) -> bool:
            if event.type() is QEvent.Type.User:
                log.append("Qt")
            return super().event(event)

    heard = Heard()

    def work() -> None:
        log.append("work")
        QCoreApplication.postEvent(heard, QEvent(QEvent.Type.User))
        until = time.perf_counter() + 0.002
        while time.perf_counter() < until:
            pass

    async def main() -> None:
        done = asyncio.Event()
        for _ in range(30):
            desk_loop.call_soon(work)
        desk_loop.call_soon(done.set)
        await done.wait()

    desk_loop.run_until_complete(main())
    turns = [len(list(group)) for what, group in groupby(log) if what == "work"]
    assert sum(turns) == 30
    assert max(turns) <= 2


def test_soon_calls_that_beget_others_keep_no_timer_waiting(desk_loop: DeskLoop) -> None:
    async def main() -> int:
        count, due = 0, desk_loop.create_future()
        desk_loop.call_later(0.02, due.set_result, None)

        def again() -> None:
            nonlocal count
            count += 1
            if not due.done():
                desk_loop.call_soon(again)

        again()
        await asyncio.wait_for(due, 5)
        return count

    assert desk_loop.run_until_complete(main()) > 10


def test_threads_report_on_the_loops_thread(desk_loop: DeskLoop) -> None:
    async def main() -> tuple[str, str]:
        reported: asyncio.Future[str] = desk_loop.create_future()

        def work() -> str:
            desk_loop.call_soon_threadsafe(lambda: reported.set_result(threading.current_thread().name))
            return threading.current_thread().name

        worker = await asyncio.to_thread(work)
        return worker, await reported

    worker, reporter = desk_loop.run_until_complete(main())
    assert worker.startswith("oktodesk-pool")
    assert reporter == threading.main_thread().name


def test_a_closed_loop_says_so(desk_loop: DeskLoop) -> None:
    desk_loop.close()
    for call in (desk_loop.call_soon, desk_loop.call_soon_threadsafe):
        with pytest.raises(RuntimeError, match="closed"):
            call(print)


def test_child_processes_talk_through_pipes(qapp: QApplication) -> None:
    async def main() -> int:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            "print('ready', flush=True); raise SystemExit(len(input()))",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        assert process.stdin is not None
        assert await process.stdout.readline() == b"ready\n"
        process.stdin.write(b"seven77\n")
        return await process.wait()

    assert run(main) == 7


def test_sockets_work_both_ways(qapp: QApplication) -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readline())
        await writer.drain()
        writer.close()

    async def main() -> int:
        server = await asyncio.start_server(echo, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b"hello\n")
        line = await reader.readline()
        writer.close()
        await writer.wait_closed()
        server.close()
        return len(line)

    assert run(main) == 6


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_are_quit_requests(qapp: QApplication, number: signal.Signals) -> None:
    quit_request = QuitRequest()
    closed: list[str] = []

    async def main() -> int:
        os.kill(os.getpid(), number)
        await quit_request.wait()
        closed.append("in order")
        return 5

    before = signal.getsignal(number)
    assert run(main, quit_request=quit_request) == 5
    assert closed == ["in order"]
    assert signal.getsignal(number) is before


def test_the_windows_thread_waits_for_no_other_for_long(qapp: QApplication) -> None:
    before = sys.getswitchinterval()

    async def main() -> int:
        return round(sys.getswitchinterval() * 1e6)

    assert run(main) == 20
    assert sys.getswitchinterval() == before


def test_a_main_that_knows_no_request_is_cancelled(qapp: QApplication) -> None:
    async def main() -> int:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.Event().wait()
        return 0

    assert run(main) == 1


def test_a_main_that_does_not_end_is_cut_short(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("oktodesk.ui.loop.QUIT_WITHIN_S", 0.01)
    quit_request = QuitRequest()

    async def main() -> int:
        quit_request.request()
        await asyncio.Event().wait()
        return 0

    assert run(main, quit_request=quit_request) == 1
    assert "cut short" in caplog.text


def test_closing_the_last_window_does_not_end_the_loop(qapp: QApplication) -> None:
    async def main() -> int:
        label = QLabel("window")
        label.show()
        label.close()
        await asyncio.sleep(0.001)
        return 3

    assert run(main) == 3


def test_a_failing_main_is_raised(qapp: QApplication) -> None:
    async def main() -> int:
        await asyncio.sleep(0)
        raise LookupError("as it is")

    with pytest.raises(LookupError):
        run(main)


def test_quitting_does_not_wait_for_a_hanging_thread(desk_loop: DeskLoop) -> None:
    hang = threading.Event()

    async def main() -> None:
        desk_loop.run_in_executor(None, hang.wait, 5)
        await asyncio.sleep(0.001)

    desk_loop.run_until_complete(main())
    begun = time.monotonic()
    desk_loop.close()
    waited_s = time.monotonic() - begun
    hang.set()
    assert waited_s < 2


@pytest.mark.parametrize(
    ("pyside", "python", "refused"),
    [
        ((6, 12, 0), (3, 11, 7), True),
        ((6, 12, 0), (3, 12, 0), False),
        ((6, 12, 1), (3, 11, 7), False),
        ((6, 11, 3), (3, 11, 7), False),
    ],
)
def test_the_version_that_crashes_is_refused(
    pyside: tuple[int, ...], python: tuple[int, ...], refused: bool
) -> None:
    if not refused:
        refuse_broken_pyside(pyside, python)
        return
    with pytest.raises(LocalTrouble) as caught:
        refuse_broken_pyside(pyside, python)
    assert caught.value.problem.id == "wrong_pyside"


def test_qt_calls_keep_the_reference_counts_of_none_and_true(qapp: QApplication) -> None:
    label = QLabel()
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(2000):
        label.setText("x")
        label.setEnabled(True)
        label.windowTitleChanged.emit("x")
        label.blockSignals(True)
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert after[0] > before[0] - 200
    assert after[1] > before[1] - 200


def test_a_stuck_thread_can_not_keep_the_process(tmp_path: Path) -> None:
    script = tmp_path / "stuck.py"
    script.write_text(
        "import asyncio, time\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from oktodesk.ui import loop\n"
        "loop._LAST_RESORT_S = 0.05\n"
        "async def main():\n"
        "    asyncio.get_running_loop().run_in_executor(None, time.sleep, 60)\n"
        "    await asyncio.sleep(0.05)\n"
        "    print('said before the end')\n"
        "    return 3\n"
        "application = QApplication([])\n"
        "raise SystemExit(loop.run(main))\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, str(script)], env=environment, capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stdout) == (3, "said before the end\n")
