"""Links before they are confirmed: kept first, then checked; mended, removed, brought back."""

import asyncio

import pytest
from msgspec.structs import replace

from oktodesk.problems import Finding, LinkTrouble, Severity
from oktodesk.uploads.duplicates import usable_upload
from oktodesk.uploads.rows import State
from oktodesk.uploads.store import LinkChange
from tests.unit.uploads.world import World, link, play

A, B = "https://files.example/a.mp4", "https://files.example/b.mp4"


def test_links_are_on_disk_before_anybody_asks_about_them(world: World) -> None:
    async def story() -> None:
        world.checker.gate = asyncio.Event()
        keys = await world.session.desk.take([link(A), link(B)])
        assert await world.states(keys) == [State.UNCHECKED, State.UNCHECKED]
        await world.settle()
        assert await world.states(keys) == [State.CHECKING, State.CHECKING]
        world.checker.gate.set()
        await world.session.desk.checked(keys)
        assert await world.states(keys) == [State.READY, State.READY]
        assert not world.server.creates

    play(world, story)


def test_many_checks_begin_step_by_step_and_all_even_if_the_caller_is_cancelled(world: World) -> None:
    async def story() -> None:
        world.checker.gate = asyncio.Event()
        desk = world.session.desk
        taking = asyncio.create_task(desk.take([link(f"{A}?n={number}") for number in range(250)]))
        keys: list[int] = []
        while not (begun := sum(map(desk.is_checking, keys))):
            await asyncio.sleep(0)
            keys = [each.key for each in await world.store.outbox_rows({State.UNCHECKED, State.CHECKING})]
        assert begun < len(keys) == 250, "the loop had its turn in between"
        taking.cancel()
        await asyncio.wait([taking])
        assert all(map(desk.is_checking, keys))

    play(world, story)


def test_an_error_needs_the_person_and_a_warning_does_not(world: World) -> None:
    async def story() -> None:
        world.checker.refuses(A)
        world.checker.says(B, findings=(Finding("size_unknown", Severity.WARNING),))
        keys = await world.session.desk.take([link(A), link(B)])
        await world.session.desk.checked(keys)
        bad, fine = await world.rows(keys)
        assert (bad.state, bad.problem and bad.problem.id) == (State.NEEDS_YOU, "type_unsupported")
        assert (fine.state, fine.problem) == (State.READY, None)

    play(world, story)


def test_unchecked_links_are_ready_and_remember_it(world: World) -> None:
    async def story() -> None:
        keys = await world.session.desk.take([link(A)], check=False)
        (row,) = await world.rows(keys)
        assert (row.state, row.check_skipped) == (State.READY, True)
        assert not world.checker.checked

    play(world, story)


def test_a_check_that_was_interrupted_is_made_again_at_the_next_start(world: World) -> None:
    async def story() -> None:
        world.checker.gate = asyncio.Event()
        keys = await world.session.desk.take([link(A)])
        await world.settle()
        await world.crash()
        world.checker.gate = None
        await world.open()
        await world.settle()
        assert await world.states(keys) == [State.READY]
        assert world.checker.checked == [A, A]

    play(world, story)


def test_another_link_is_checked_anew_and_another_name_is_not(world: World) -> None:
    async def story() -> None:
        (key,) = await world.session.desk.take([link(A)])
        await world.session.desk.checked([key])
        await world.session.desk.edit(key, name="Launch.mp4")
        assert world.checker.checked == [A]
        await world.session.desk.edit(key, source=B, meant_for=("LinkedIn",))
        await world.session.desk.checked([key])
        (row,) = await world.rows([key])
        assert (row.source, row.name, row.meant_for) == (B, "Launch.mp4", ("LinkedIn",))
        assert world.checker.checked == [A, B]
        with pytest.raises(LinkTrouble):
            await world.session.desk.edit(key, source="nothing of the kind")

    play(world, story)


def test_a_given_name_is_kept_without_what_nobody_sees(world: World) -> None:
    async def story() -> None:
        (key,) = await world.session.desk.take([replace(link(A), name="Launch\u202egpj.mp4\x00")])
        assert [row.name for row in await world.rows([key])] == ["Launchgpj.mp4"]
        await world.session.desk.edit(key, name="\u200bFinal\xa0cut\n2.mp4" + "x" * 300)
        (row,) = await world.rows([key])
        assert (row.name[:17], len(row.name)) == ("Final cut 2.mp4xx", 255)

    play(world, story)


def test_a_name_that_was_the_trouble_is_checked(world: World) -> None:
    async def story() -> None:
        world.checker.says(A, findings=(Finding("name_unknown", Severity.ERROR),))
        (key,) = await world.session.desk.take([link(A)])
        await world.session.desk.checked([key])
        world.checker.says(A)
        await world.session.desk.edit(key, name="Launch.mp4")
        await world.session.desk.checked([key])
        assert await world.states([key]) == [State.READY]

    play(world, story)


def test_what_was_removed_comes_back_as_it_was(world: World) -> None:
    async def story() -> None:
        world.checker.refuses(B)
        keys = await world.session.desk.take([link(A), link(B)])
        await world.session.desk.checked(keys)
        await world.session.desk.remove(keys)
        assert await world.rows(keys) == []
        await world.session.desk.restore(keys)
        assert await world.states(keys) == [State.READY, State.NEEDS_YOU]

    play(world, story)


def test_a_removed_check_ends_and_is_taken_up_when_it_comes_back(world: World) -> None:
    async def story() -> None:
        world.checker.gate = asyncio.Event()
        keys = await world.session.desk.take([link(A)])
        await world.settle()
        await world.session.desk.remove(keys)
        world.checker.gate.set()
        await world.settle()
        assert await world.rows(keys) == []
        await world.session.desk.restore(keys)
        await world.session.desk.checked(keys)
        assert await world.states(keys) == [State.READY]

    play(world, story)


def test_what_was_removed_long_ago_is_gone(world: World) -> None:
    async def story() -> None:
        keys = await world.session.desk.take([link(A)], check=False)
        await world.session.desk.remove(keys)
        await world.session.close()
        world.clock.advance(2 * 86_400)
        await world.open()
        await world.settle()
        assert await world.store.outbox_rows({State.DROPPED}) == []

    play(world, story)


def test_what_is_on_its_way_cant_be_removed_or_edited(world: World) -> None:
    async def story() -> None:
        (key,) = await world.session.desk.take([link(A)], check=False)
        await world.store.update_links([LinkChange(key=key, state=State.UNSURE)])
        await world.session.desk.remove([key])
        await world.session.desk.edit(key, source=B)
        (row,) = await world.rows([key])
        assert (row.state, row.source) == (State.UNSURE, A)

    play(world, story)


def test_a_link_that_is_in_oktopost_already_is_told(world: World) -> None:
    async def story() -> None:
        world.server.add(A, age_s=3600).finish()
        world.server.add(B, age_s=3600).fail("Could not download file, error 404")
        await world.live(30)
        keys = await world.session.desk.take([link(A), link(B)])
        await world.session.desk.checked(keys)
        rows = await world.rows(keys)
        told = [row.report.worst.id for row in rows if row.report and row.report.worst]
        assert told == ["duplicate_done", "duplicate_failed"]
        assert [row.state for row in rows] == [State.READY, State.READY], "checks advise"

    play(world, story)


def test_ten_thousand_links_are_not_as_many_tasks(world: World) -> None:
    """Starting, and ending, them all at once would hold the window up for a second."""

    async def story() -> None:
        world.checker.gate = asyncio.Event()
        keys = await world.session.desk.take([link(f"https://files.example/{number}.mp4") for number in range(60)])
        await world.settle()
        checks = [task for task in asyncio.all_tasks() if "check link" in task.get_name()]
        assert 1 < len(checks) <= 12
        assert all(world.session.desk.is_checking(key) for key in keys)
        await world.session.desk.remove(keys[:30])
        world.checker.gate.set()
        await world.session.desk.checked(keys)
        assert await world.states(keys) == [State.READY] * 30, "the others are gone"

    play(world, story)


def test_what_a_check_finds_behind_a_short_link_is_sent_and_can_be_taken_back(world: World) -> None:
    async def story() -> None:
        led = Finding("link_unwrapped", Severity.INFO, {"service": "Mimecast", "host": "cdn.example.com"})
        world.checker.says(A, send_source=B, findings=(led,))
        (key,) = await world.session.desk.take([link(A)])
        await world.session.desk.checked([key])
        (row,) = await world.rows([key])
        assert (row.state, row.source, row.pasted) == (State.READY, B, A)
        for _ in range(2):  # the check finds it again, each time it is made
            await world.session.desk.as_pasted(key)
            (row,) = await world.rows([key])
            assert row.report is not None
            assert (row.report.findings, row.report.send_source) == ((), B), "the way back, and no untrue word"
            await world.session.desk.recheck([key])
            await world.session.desk.checked([key])
            (row,) = await world.rows([key])
            assert (row.state, row.source, row.pasted) == (State.READY, A, A)
            assert row.report is not None
            assert (row.report.findings, row.report.send_source) == ((), B)
        await world.session.desk.as_made(key)
        await world.session.desk.checked([key])
        (row,) = await world.rows([key])
        assert (row.state, row.source, row.pasted) == (State.READY, B, A)

    play(world, story)


def test_a_wrapped_link_is_known_again_by_the_address_inside(world: World) -> None:
    async def story() -> None:
        world.server.add("https://www.dropbox.com/s/x/a.mp4?dl=0", age_s=3600).finish()
        await world.live(30)
        wrapped = "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.dropbox.com%2Fs%2Fx%2Fa.mp4%3Fdl%3D0"
        keys = await world.session.desk.take([link(wrapped)])
        await world.session.desk.checked(keys)
        (row,) = await world.rows(keys)
        assert row.report is not None
        assert [finding.id for finding in row.report.findings] == ["duplicate_done"]

    play(world, story)


def test_the_same_file_under_another_link_is_recognised_by_size_and_type(world: World) -> None:
    async def story() -> None:
        size = 7_654_321
        world.server.add("https://elsewhere.example/x.mp4", age_s=3600, total_size=size).finish()
        await world.live(30)
        for source, mime_type in ((A, "video/mp4"), (B, "image/gif")):
            world.checker.says(source, size_bytes=size, mime_type=mime_type)
        keys = await world.session.desk.take([link(A), link(B)])
        await world.session.desk.checked(keys)
        reports = [row.report for row in await world.rows(keys) if row.report]
        assert [[finding.id for finding in report.findings] for report in reports] == [["duplicate_alike"], []]
        known = await world.store.by_upload_id(usable_upload(reports[0].findings))
        assert known is not None
        assert known.source == "https://elsewhere.example/x.mp4"

    play(world, story)
