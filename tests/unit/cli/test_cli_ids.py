"""Ids as a person gives them."""

import pytest

from oktodesk.cli.ids import IdKind, id_kind
from oktodesk.problems import UsageTrouble


def test_the_prefix_tells_what_an_id_names() -> None:
    assert id_kind("0upABCdef012345") is IdKind.UPLOAD
    assert id_kind("026000000000001") is IdKind.MEDIA


@pytest.mark.parametrize(
    "text", ["", "0up", "0up00000000000", "0up0000000000001", "00A000000000001", "0up../../../../"]
)
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(UsageTrouble) as caught:
        id_kind(text)
    assert caught.value.problem.id == "not_an_id"
