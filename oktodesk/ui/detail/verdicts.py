"""One line per network, out of what Oktopost answered and what our own check expects."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from oktodesk.api.wire import NetworkVerdict
from oktodesk.media.networks import NETWORKS
from oktodesk.media.purpose import Purpose, guess_purpose
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
    placement: str = ""
    """The way to post it that our check is about, and those that it expects to be refused."""
    refused_as: tuple[str, ...] = ()
    advice: tuple[Finding, ...] = ()
    """What the network recommends; never a reason to refuse."""
    wanted: bool = True
    """False: the team does not use it, or the link is not meant for it. Then it never counts as a problem."""


def network_lines(row: Row, *, team: Sequence[str] = (), checking: bool = False) -> tuple[NetworkLine, ...]:
    """The known networks in their usual order, then whatever else Oktopost named."""
    verdicts = {verdict.network.casefold(): verdict for verdict in row.verdicts or ()}
    forecasts = {each.network.casefold(): each for each in forecast_of(row)}
    known = {name.casefold() for name in NETWORKS}
    guessed = guess_of(row, team)
    meant_for = guessed.networks if guessed is not None else row.meant_for
    names = [*NETWORKS, *(each.network for each in row.verdicts or () if each.network.casefold() not in known)]
    return tuple(
        _line(
            name,
            verdicts.get(name.casefold()),
            forecasts.get(name.casefold()),
            checking=checking,
            wanted=is_wanted(name, meant_for, team),
        )
        for name in names
    )


def forecast_of(row: Row) -> tuple[NetworkForecast, ...]:
    """What our check expects: the row's own, else its report's."""
    if row.forecast or row.report is None:
        return row.forecast
    return row.report.forecast


def guess_of(row: Row, team: Sequence[str]) -> Purpose | None:
    """For which of the team's networks a link of ours seems to be meant; None where it was said, or nothing tells.

    What others added is not guessed at: of that there is only a name.
    """
    if row.meant_for or row.report is None:
        return None
    guessed = guess_purpose(row.name or row.report.name, row.report.media)
    if guessed is None:
        return None
    used = {name.casefold() for name in team or NETWORKS}
    networks = tuple(name for name in guessed.networks if name.casefold() in used)
    return msgspec.structs.replace(guessed, networks=networks) if 0 < len(networks) < len(used) else None


def is_wanted(network: str, meant_for: Sequence[str], team: Sequence[str]) -> bool:
    """Whether a verdict of this network matters: to the link, else to the team; nothing chosen means all."""
    chosen = team if not meant_for or is_meant_for_all(meant_for) else meant_for
    return not chosen or network.casefold() in {name.casefold() for name in chosen}


def is_meant_for_all(meant_for: Sequence[str]) -> bool:
    """The person's word that a link goes wherever the team posts: nothing is guessed then."""
    return {name.casefold() for name in NETWORKS} <= {name.casefold() for name in meant_for}


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


def confirmed_on_all(rows: Sequence[Row], networks: Sequence[str]) -> bool:
    """Whether Oktopost itself answered for every row on these networks."""
    lines = (line for row in rows for line in network_lines(row) if line.network in networks)
    return all(line.basis is Basis.CONFIRMED for line in lines)


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
        network,
        _standing(is_valid=forecast.is_valid),
        Basis.EXPECTED,
        findings=_reasons(forecast),
        placement=forecast.placement,
        refused_as=forecast.refused_as,
        advice=forecast.advice,
        wanted=wanted,
    )


def _confirmed(verdict: NetworkVerdict, forecast: NetworkForecast | None, *, wanted: bool) -> NetworkLine:
    differs = forecast is not None and forecast.is_valid != verdict.is_valid
    silent_refusal = not verdict.is_valid and not verdict.errors
    return NetworkLine(
        verdict.network,
        _standing(is_valid=verdict.is_valid),
        Basis.CONFIRMED,
        words=verdict.errors,
        findings=_behind(verdict, forecast) if forecast is not None and (differs or silent_refusal) else (),
        expected=_standing(is_valid=forecast.is_valid) if forecast is not None and differs else None,
        wanted=wanted,
    )


def _behind(verdict: NetworkVerdict, forecast: NetworkForecast) -> tuple[Finding, ...]:
    """What our check has to say on an answer: of one that takes the video, only what it took for a refusal."""
    return forecast.errors if verdict.is_valid else _reasons(forecast)


def _standing(*, is_valid: bool) -> Standing:
    return Standing.USABLE if is_valid else Standing.REFUSED


def _reasons(forecast: NetworkForecast) -> tuple[Finding, ...]:
    return forecast.errors + forecast.warnings
