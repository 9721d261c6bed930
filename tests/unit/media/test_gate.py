"""How many requests are under way."""

import asyncio
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from oktodesk.media.fetching.gate import Gate


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.integers(0, 3), st.booleans()), max_size=40))
def test_never_too_many_and_nobody_forgotten(work: list[tuple[str, int, bool]]) -> None:
    inside: Counter[str] = Counter()
    done: list[int] = []

    async def visit(gate: Gate, number: int, host: str, turns: int) -> None:
        async with gate.place(host):
            inside[host] += 1
            assert inside[host] <= 2
            assert sum(1 for count in inside.values() if count) <= 3
            try:
                for _ in range(turns):
                    await asyncio.sleep(0)
            finally:
                inside[host] -= 1
        done.append(number)

    async def run() -> None:
        gate = Gate(hosts=3, each=2)
        tasks = [
            asyncio.create_task(visit(gate, number, host, turns)) for number, (host, turns, _) in enumerate(work)
        ]
        await asyncio.sleep(0)
        for task, (_, _, cancelled) in zip(tasks, work, strict=True):
            if cancelled:
                task.cancel()
        ends = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 5)
        assert not [end for end in ends if isinstance(end, Exception)]

    asyncio.run(run())
    assert not +inside
    assert {number for number, (_, _, cancelled) in enumerate(work) if not cancelled} <= set(done)


def test_those_who_give_up_waiting_leave_no_gap() -> None:
    async def run() -> list[str]:
        gate, order = Gate(hosts=1, each=1), list[str]()

        async def visit(name: str) -> None:
            async with gate.place("a"):
                order.append(name)
                await asyncio.sleep(0)

        tasks = {name: asyncio.create_task(visit(name)) for name in ["first", "second", "third"]}
        await asyncio.sleep(0)
        tasks["second"].cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
        return order

    assert asyncio.run(run()) == ["first", "third"]


def test_a_busy_host_does_not_hold_up_another() -> None:
    async def run() -> None:
        gate, go = Gate(hosts=2, each=1), asyncio.Event()

        async def stay() -> None:
            async with gate.place("busy"):
                await go.wait()

        async def pass_by() -> None:
            async with gate.place("free"):
                go.set()

        await asyncio.wait_for(asyncio.gather(stay(), stay(), stay(), pass_by()), 5)

    asyncio.run(run())
