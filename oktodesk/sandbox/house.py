"""The composition root: builds a local Oktopost over a state, and closes it in reverse."""

import json
import logging
import random
import ssl
from collections.abc import Iterable

import msgspec
import truststore
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp

from oktodesk.media.networks import NetworkRules
from oktodesk.sandbox.acceptance import Acceptance
from oktodesk.sandbox.allowance import Allowance
from oktodesk.sandbox.byte_store import ByteStore
from oktodesk.sandbox.call_limits import CallLimits, CallTally
from oktodesk.sandbox.certificate import Certificate
from oktodesk.sandbox.connections import Connections
from oktodesk.sandbox.download import DownloadRules
from oktodesk.sandbox.downloader import Downloader
from oktodesk.sandbox.endpoints import Api, unknown_method, unknown_route
from oktodesk.sandbox.fault_names import FaultName
from oktodesk.sandbox.fault_plan import FaultPlan
from oktodesk.sandbox.faults import Fault
from oktodesk.sandbox.fetcher import Fetcher
from oktodesk.sandbox.files import Files
from oktodesk.sandbox.gate import BASE, Gate, Recorder
from oktodesk.sandbox.guard import Guard
from oktodesk.sandbox.library import Library
from oktodesk.sandbox.media_shelf import MediaShelf
from oktodesk.sandbox.options import SandboxOptions
from oktodesk.sandbox.reachability import OwnOrigin, Reachability
from oktodesk.sandbox.replies import Account
from oktodesk.sandbox.request_log import RequestLog
from oktodesk.sandbox.seeding import seed
from oktodesk.sandbox.skewed import Dated, SkewedClock
from oktodesk.sandbox.state import State
from oktodesk.sandbox.upload_shelf import UploadShelf
from oktodesk.system.clock import Clock
from oktodesk.system.resources import resource
from oktodesk.system.secrets import Secret
from oktodesk.system.tasks import TaskScope

EARLIER_PORTS = 100
"""How many earlier ports are remembered, so that links to samples outlive a restart."""


class House:
    """A local Oktopost without its socket. ``begin`` continues downloads, ``close`` ends them."""

    def __init__(
        self,
        options: SandboxOptions,
        state: State,
        *,
        port: int,
        api_key: Secret,
        connections: Connections,
        clock: Clock,
        certificate: Certificate | None = None,
    ) -> None:
        self.state = state
        self.own = _own_origin(state, port, "http" if certificate is None else "https")
        real, clock = clock, SkewedClock(clock, _skew_s(options.faults))
        self._log = RequestLog(state.request_log)
        self._scope = TaskScope("sandbox", _report)
        seed(state, options.seed_uploads, now=clock.now(), rng=random.Random(options.seed_uploads))  # noqa: S311

        faults = FaultPlan(options.faults, random.Random(options.fault_seed))  # noqa: S311 - no secret
        uploads = UploadShelf(state.db, now=clock.now, rng=random.Random(), order=options.list_order)  # noqa: S311
        media = MediaShelf(state.db, now=clock.now)
        store = ByteStore(state.files, cap_bytes=options.disk_cap_bytes)
        library = Library(uploads, media, NetworkRules.load(resource("networks.toml")), self.own)

        self._fetcher = Fetcher(
            Reachability(allow_private=options.allow_private),
            self.own,
            tls=_trust(certificate),
        )
        allowance = Allowance(uploads, clock, options.quota_bytes)
        self._downloader = Downloader(
            fetcher=self._fetcher,
            shelf=uploads,
            store=store,
            clock=clock,
            faults=faults,
            rules=DownloadRules(options.max_file_bytes, options.download_rate),
            allowance=allowance,
            complete=library.take,
            scope=self._scope,
        )
        api = Api(
            account=Account(options.account_id, clock.now()),
            origin=self.own.url,
            uploads=uploads,
            media=media,
            acceptance=Acceptance(self._fetcher, allowance, max_file_bytes=options.max_file_bytes),
            downloader=self._downloader,
            library=library,
            faults=faults,
        )
        gate = Gate(
            _routed(api, Files(resource("samples"), store, media)),
            account_id=options.account_id,
            api_key=api_key,
            limits=None if options.no_limits else CallLimits(clock, _tally(state)),
            keep_tally=lambda tally: state.remember("calls", msgspec.json.encode(tally).decode()),
            faults=faults,
            connections=connections,
            clock=clock,
        )
        guarded = Guard(gate, self.own)
        self.app: ASGIApp = Recorder(Dated(guarded, clock), log=self._log, clock=real, connections=connections)

    def begin(self) -> None:
        """Go on with what an earlier run left unfinished. Needs a running loop."""
        self._downloader.go_on()

    async def close(self) -> None:
        """End the downloads; they go on at the next start."""
        await self._scope.close()
        await self._fetcher.close()

    def close_log(self) -> None:
        """Close the request log, after the last request."""
        self._log.close()


def _routed(api: Api, files: Files) -> Starlette:
    app = Starlette(
        routes=[*_api_routes(api), *_file_routes(files)],
        exception_handlers={404: unknown_route, 405: unknown_method},
    )
    app.router.redirect_slashes = False
    return app


def _api_routes(api: Api) -> list[Route]:
    return [
        Route(f"{BASE}/me", api.me),
        Route(f"{BASE}/upload", api.list_uploads),
        Route(f"{BASE}/upload", api.create_upload, methods=["POST"]),
        Route(f"{BASE}/upload/{{id}}", api.get_upload),
        Route(f"{BASE}/video-validate/{{id}}", api.validate),
        Route(f"{BASE}/media", api.list_media),
        Route(f"{BASE}/media/{{id}}", api.get_media),
    ]


def _file_routes(files: Files) -> list[Route]:
    return [
        Route("/samples/{name}", files.sample),
        Route("/samples/posters/{name}", files.poster),
        Route("/media/{id}/{name:path}", files.medium),
    ]


def _own_origin(state: State, port: int, scheme: str) -> OwnOrigin:
    earlier: list[int] = json.loads(state.fact("ports") or "[]")
    state.remember("ports", json.dumps(list(dict.fromkeys([port, *earlier]))[:EARLIER_PORTS]))
    return OwnOrigin(port, frozenset(earlier), scheme)


def _trust(own: Certificate | None) -> ssl.SSLContext:
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if own is not None:  # the sandbox fetches from itself
        context.load_verify_locations(cadata=own.pem)
    return context


def _skew_s(faults: Iterable[Fault]) -> float:
    return sum(fault.value for fault in faults if fault.name is FaultName.CLOCK_SKEW)


def _tally(state: State) -> CallTally:
    kept = state.fact("calls")
    return CallTally() if kept is None else msgspec.json.decode(kept, type=CallTally)


def _report(name: str, error: BaseException) -> None:
    logging.getLogger("oktodesk.sandbox").error("%s failed", name, exc_info=error)
