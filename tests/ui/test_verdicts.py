"""One line per network: what Oktopost says wins, what we expected stays visible where it differs."""

from oktodesk.api.wire import NetworkVerdict
from oktodesk.media.networks import NETWORKS
from oktodesk.media.report import LinkReport, NetworkForecast
from oktodesk.problems import Finding, Severity
from oktodesk.ui.detail.verdicts import Basis, Standing, network_lines, usable_on_all
from oktodesk.uploads.rows import Row, State

TOO_LONG = Finding("rule_duration_max", Severity.ERROR, {"measured": "3:10", "limit": "2:20"})


def forecast(network: str, *, valid: bool = True, warning: bool = False) -> NetworkForecast:
    return NetworkForecast(
        network,
        valid,
        "video",
        errors=() if valid else (TOO_LONG,),
        warnings=(TOO_LONG,) if warning else (),
    )


def row(
    *verdicts: NetworkVerdict, forecasts: tuple[NetworkForecast, ...] = (), meant_for: tuple[str, ...] = ()
) -> Row:
    report = LinkReport("https://a.example/v.mp4", "https://a.example/v.mp4", forecast=forecasts)
    return Row(
        key=1,
        state=State.COMPLETE,
        source="https://a.example/v.mp4",
        verdicts=verdicts or None,
        report=report,
        meant_for=meant_for,
    )


def test_nothing_known_is_not_checked() -> None:
    lines = network_lines(row())
    assert [line.network for line in lines] == list(NETWORKS)
    assert {line.standing for line in lines} == {Standing.NOT_CHECKED}
    assert {line.basis for line in lines} == {Basis.NONE}


def test_a_forecast_is_expected_and_brings_its_reasons() -> None:
    lines = {line.network: line for line in network_lines(row(forecasts=(forecast("Twitter", valid=False),)))}
    assert lines["Twitter"].standing is Standing.REFUSED
    assert lines["Twitter"].basis is Basis.EXPECTED
    assert lines["Twitter"].findings == (TOO_LONG,)


def test_oktoposts_answer_replaces_the_forecast_and_the_difference_is_told() -> None:
    told = NetworkVerdict("Twitter", is_valid=False, errors=("Video too long",))
    line = {each.network: each for each in network_lines(row(told, forecasts=(forecast("Twitter"),)))}["Twitter"]
    assert (line.standing, line.basis) == (Standing.REFUSED, Basis.CONFIRMED)
    assert line.words == ("Video too long",)
    assert line.expected is Standing.USABLE


def test_the_same_answer_needs_no_expectation() -> None:
    told = NetworkVerdict("Twitter", is_valid=True)
    line = {each.network: each for each in network_lines(row(told, forecasts=(forecast("Twitter"),)))}["Twitter"]
    assert line.expected is None
    assert not line.findings


def test_a_refusal_without_a_reason_shows_our_measurement() -> None:
    told = NetworkVerdict("Twitter", is_valid=False)
    lines = network_lines(row(told, forecasts=(forecast("Twitter", valid=False),)))
    line = {each.network: each for each in lines}["Twitter"]
    assert line.findings == (TOO_LONG,)
    assert line.expected is None


def test_networks_are_matched_without_case_and_unknown_ones_kept() -> None:
    lines = network_lines(row(NetworkVerdict("YouTube", is_valid=True), NetworkVerdict("Xing", is_valid=True)))
    names = [line.network for line in lines]
    assert names == ["Facebook", "LinkedIn", "Twitter", "Instagram", "YouTube", "Xing"]


def test_only_wanted_networks_count() -> None:
    lines = {each.network: each for each in network_lines(row(), team=("LinkedIn",))}
    assert lines["LinkedIn"].wanted
    assert not lines["Facebook"].wanted
    lines = {each.network: each for each in network_lines(row(meant_for=("Facebook",)), team=("LinkedIn",))}
    assert lines["Facebook"].wanted
    assert not lines["LinkedIn"].wanted


def test_meant_for_all_networks_follows_what_the_team_uses() -> None:
    lines = {each.network: each for each in network_lines(row(meant_for=NETWORKS), team=("LinkedIn",))}
    assert [name for name, line in lines.items() if line.wanted] == ["LinkedIn"]


def test_usable_together_is_what_every_row_is_usable_on() -> None:
    one = row(NetworkVerdict("LinkedIn", is_valid=True), NetworkVerdict("Twitter", is_valid=True))
    other = row(NetworkVerdict("LinkedIn", is_valid=True), NetworkVerdict("Twitter", is_valid=False))
    assert usable_on_all([one, other]) == ("LinkedIn",)
    assert usable_on_all([]) == ()


def test_while_oktopost_is_asked_every_line_says_so() -> None:
    assert {line.standing for line in network_lines(row(), checking=True)} == {Standing.CHECKING}
