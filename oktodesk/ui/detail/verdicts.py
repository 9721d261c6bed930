"""One line per network, out of what Oktopost answered and what our own check expects."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from oktodesk.api.wire import NetworkVerdict
from oktodesk.media.networks import NETWORKS
from oktodesk.media.report import NetworkForecast
from oktodesk.problems import Finding
from oktodesk.uploads.rows import Row, State


class Standing(StrEnum):
    """What can be said about one network."""

    USABLE = "usable"
    REFUSED = "refused"
    NOT_CHECKED = "not_checked"
    CHECKING = "checking"


class Basis(StrEnum):
    """Who says so: nobody yet, our own check, or Oktopost."""

    NONE = "none"
    EXPECTED = "expected"
    CONFIRMED = "confirmed"


class NetworkLine(msgspec.Struct, frozen=True):
    """One network of the panel. ``network`` is spelled as the API spells it."""

    network: str
    standing: Standing
    basis: Basis = Basis.NONE
    words: tuple[str, ...] = ()
    """Oktopost's own reasons, as they came."""
    findings: tuple[Finding, ...] = ()
    """Our measurements: the reasons of an expectation, or what may lie behind a refusal without a reason."""
    expected: Standing | None = None
    """Set where our check said otherwise than Oktopost."""
    wanted: bool = True
    """False: the team does not use it, or the link is not meant for it. Then it never counts as a problem."""


def network_lines(row: Row, *, team: Sequence[str] = (), checking: bool = False) -> tuple[NetworkLine, ...]:
    """The known networks in their usual order, then whatever else Oktopost named."""
    verdicts = {verdict.network.casefold(): verdict for verdict in row.verdicts or ()}
    forecasts = {each.network.casefold(): each for each in forecast_of(row)}
    known = {name.casefold() for name in NETWORKS}
    names = [*NETWORKS, *(each.network for each in row.verdicts or () if each.network.casefold() not in known)]
    return tuple(
        _line(
            name,
            verdicts.get(name.casefold()),
            forecasts.get(name.casefold()),
            checking=checking,
            wanted=is_wanted(name, row.meant_for, team),
        )
        for name in names
    )


def forecast_of(row: Row) -> tuple[NetworkForecast, ...]:
    """What our check expects: the row's own, else its report's."""
    if row.forecast or row.report is None:
        return row.forecast
    return row.report.forecast


def is_wanted(network: str, meant_for: Sequence[str], team: Sequence[str]) -> bool:
    """Whether a verdict of this network matters: to the link, else to the team; nothing chosen means all."""
    chosen = meant_for or team
    return not chosen or network.casefold() in {name.casefold() for name in chosen}


def can_be_confirmed(row: Row) -> bool:
    """Oktopost validates videos only, and only once it has them."""
    return row.state is State.COMPLETE and bool(row.media_id) and not row.mime_type.startswith("image/")


def gets_verdicts(row: Row) -> bool:
    """Whether anybody says of it where it can be used; False for what is known to be no video."""
    mime_type = row.mime_type or (row.report.mime_type if row.report is not None else "")
    return bool(row.verdicts or forecast_of(row)) or not mime_type or mime_type.startswith("video/")


def usable_on_all(rows: Sequence[Row]) -> tuple[str, ...]:
    """The networks on which every row is usable, confirmed or expected."""
    usable = [{line.network for line in network_lines(row) if line.standing is Standing.USABLE} for row in rows]
    return tuple(name for name in NETWORKS if usable and all(name in each for each in usable))


def _line(
    network: str,
    verdict: NetworkVerdict | None,
    forecast: NetworkForecast | None,
    *,
    checking: bool,
    wanted: bool,
) -> NetworkLine:
    if checking:
        return NetworkLine(network, Standing.CHECKING, wanted=wanted)
    if verdict is not None:
        return _confirmed(verdict, forecast, wanted=wanted)
    if forecast is None:
        return NetworkLine(network, Standing.NOT_CHECKED, wanted=wanted)
    return NetworkLine(
        network, _standing(is_valid=forecast.is_valid), Basis.EXPECTED, findings=_reasons(forecast), wanted=wanted
    )


def _confirmed(verdict: NetworkVerdict, forecast: NetworkForecast | None, *, wanted: bool) -> NetworkLine:
    differs = forecast is not None and forecast.is_valid != verdict.is_valid
    silent_refusal = not verdict.is_valid and not verdict.errors
    return NetworkLine(
        verdict.network,
        _standing(is_valid=verdict.is_valid),
        Basis.CONFIRMED,
        words=verdict.errors,
        findings=_reasons(forecast) if forecast is not None and (differs or silent_refusal) else (),
        expected=_standing(is_valid=forecast.is_valid) if forecast is not None and differs else None,
        wanted=wanted,
    )


def _standing(*, is_valid: bool) -> Standing:
    return Standing.USABLE if is_valid else Standing.REFUSED


def _reasons(forecast: NetworkForecast) -> tuple[Finding, ...]:
    return forecast.errors or forecast.warnings
