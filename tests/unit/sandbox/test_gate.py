import pytest

from oktodesk.sandbox.fault_names import Operation
from oktodesk.sandbox.gate import operation_of
from oktodesk.sandbox.spoiling import refused


@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [
        ("GET", "/v2/me", Operation.ME),
        ("GET", "/v2/upload", Operation.LIST),
        ("GET", "/v2/upload/0up000000000001", Operation.GET),
        ("POST", "/v2/upload", Operation.CREATE),
        ("GET", "/v2/video-validate/026000000000001", Operation.VALIDATE),
        ("GET", "/v2/media/026000000000001", Operation.MEDIA),
        ("GET", "/v2/media", Operation.MEDIA),
        ("DELETE", "/v2/upload/0up000000000001", Operation.ANY),
        ("GET", "/v2/post", Operation.ANY),
        ("GET", "/v2/", Operation.ANY),
    ],
)
def test_which_operation_a_call_is(method: str, path: str, operation: Operation) -> None:
    assert operation_of(method, path) is operation


@pytest.mark.parametrize("status", [200, 204, 302, 400, 401, 403, 404, 418, 429, 500, 503])
def test_every_status_can_be_answered(status: int) -> None:
    answer = refused(status)

    assert answer.status_code == status
    assert ("location" in answer.headers) == (status == 302)
