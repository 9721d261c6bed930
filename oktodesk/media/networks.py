"""Which networks would take a video, by their published limits: a forecast that Oktopost's answer replaces."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from oktodesk.media.own_figures import with_own_figures
from oktodesk.media.remedies import ffmpeg_line
from oktodesk.media.report import MediaInfo, NetworkForecast
from oktodesk.media.rule_checks import COMMAND, is_seen, miss, named
from oktodesk.media.rules import Check, Placement, Rule, RuleFile, Source
from oktodesk.problems import Finding, Severity, Value
from oktodesk.problems.values import QT_TRANSLATE_NOOP

NETWORKS = ("Facebook", "LinkedIn", "Twitter", "Instagram", "Youtube")
"""Keys of Oktopost's API, in the order in which they are shown."""

PLACEMENT_LABELS = {
    "page_video": QT_TRANSLATE_NOOP("problems", "Page video"),
    "reels": QT_TRANSLATE_NOOP("problems", "Reel"),
    "video": QT_TRANSLATE_NOOP("problems", "Video"),
    "post_video_default": QT_TRANSLATE_NOOP("problems", "Post without Premium"),
    "post_video_premium": QT_TRANSLATE_NOOP("problems", "Post with Premium"),
    "story_video": QT_TRANSLATE_NOOP("problems", "Story"),
    "shorts": QT_TRANSLATE_NOOP("problems", "Short"),
}
"""English words for ``NetworkForecast.placement``."""

BROWSABLE = frozenset({"mp4", "mov", "3gp"})
"""Containers whose tracks the probe can see."""

MP4 = "video/mp4"
ONLY_MP4 = Rule(
    Check.CONTAINER, Severity.ERROR, "Oktopost's Upload reference", "documented-limit", "", any_of=("mp4",)
)
"""Of all that holds a film Oktopost takes this one, whatever more a network may take."""
WRONG_CONTAINER, DISGUISED_CONTAINER = "rule_oktopost_container", "rule_oktopost_container_disguised"
NO_PICTURE = "rule_no_picture"
NETWORKS_CONTAINER = frozenset({"rule_container", "rule_container_advised"})


class NetworkRules:
    """The limits of all networks, ready to be held against files. Holds values only."""

    def __init__(self, rules: RuleFile, *, x_premium: bool = False) -> None:
        self._file = rules
        self._placements = {
            network: _placements(placements, rules.sources, x_premium=x_premium)
            for network, placements in sorted(rules.networks.items(), key=lambda item: _place(item[0]))
        }
        self.compiled_on = rules.compiled_on
        self.sources = rules.sources

    @classmethod
    def load(cls, path: Path, *, own: Path | None = None, x_premium: bool = False) -> "NetworkRules":
        """Read ``networks.toml``, and the person's ``own`` figures if there are any (``own_figures``).

        ``x_premium``: the team's X account is a paid one. Raises ``LocalTrouble`` if the person's file is wrong.
        """
        rules = msgspec.toml.decode(path.read_bytes(), type=RuleFile)
        return cls(with_own_figures(rules, own) if own else rules, x_premium=x_premium)

    def for_x_account(self, *, premium: bool) -> "NetworkRules":
        """The same limits for the other kind of X account."""
        return NetworkRules(self._file, x_premium=premium)

    def evaluate(
        self, media: MediaInfo | None, *, size_bytes: int | None, mime_type: str, taken_as: str = MP4
    ) -> tuple[NetworkForecast, ...]:
        """What each network would say of a video. ``media`` None: unreadable.

        Nothing for a picture, nor for a film whose picture track a look did not reach.

        Of several placements the one that fares best decides, the usual one on a tie. ``taken_as``: the type that
        Oktopost takes the file for, which looks at names and headers and never at the bytes.
        """
        if media.kind != "video" if media else not mime_type.startswith("video/"):
            return ()
        hopeless = _hopeless(media)
        if media and media.partial and hopeless == NO_PICTURE:
            return ()
        if media is None or hopeless:
            return tuple(self._refuse(network, media, hopeless) for network in self._placements)
        best = (self._best(network, media, size_bytes) for network in self._placements)
        return tuple(_by_oktopost(each, media, taken_as) for each in best)

    def _refuse(self, network: str, media: MediaInfo | None, problem_id: str) -> NetworkForecast:
        placement = self._placements[network][0].placement
        values: dict[str, Value] = {"network": network, "placement": placement}
        finding = Finding(problem_id, Severity.ERROR, values)
        if media and problem_id == WRONG_CONTAINER:
            finding = _not_mp4(problem_id, Severity.ERROR, media, values)
        return NetworkForecast(network, is_valid=False, placement=placement, errors=(finding,))

    def _best(self, network: str, media: MediaInfo, size_bytes: int | None) -> NetworkForecast:
        forecasts = [_forecast(network, placement, media, size_bytes) for placement in self._placements[network]]
        best = min(forecasts, key=lambda forecast: (len(forecast.errors), len(forecast.warnings)))
        refused_as = tuple(forecast.placement for forecast in forecasts if forecast.errors)
        return msgspec.structs.replace(best, refused_as=refused_as)


def _by_oktopost(forecast: NetworkForecast, media: MediaInfo, taken_as: str) -> NetworkForecast:
    """What Oktopost refuses is usable nowhere; what only calls itself MP4 gets as far as the network, perhaps."""
    if media.container == "mp4":
        return forecast
    values: dict[str, Value] = {"network": forecast.network, "placement": forecast.placement}
    if taken_as == MP4:
        doubt = _not_mp4(DISGUISED_CONTAINER, Severity.WARNING, media, values)
        return msgspec.structs.replace(forecast, warnings=(doubt, *forecast.warnings))
    refusal = _not_mp4(WRONG_CONTAINER, Severity.ERROR, media, values)
    return msgspec.structs.replace(
        forecast,
        is_valid=False,
        errors=(refusal, *_beside_container(forecast.errors)),
        warnings=_beside_container(forecast.warnings),
        advice=_beside_container(forecast.advice),
        refused_as=(),
    )


def _not_mp4(problem_id: str, severity: Severity, media: MediaInfo, values: dict[str, Value]) -> Finding:
    told: dict[str, Value] = {"measured": named(media.container), "limit": named("mp4")}
    line: dict[str, Value] = {COMMAND: ffmpeg_line(ONLY_MP4, media, above=False)}
    return Finding(problem_id, severity, values | told | line, ONLY_MP4.origin)


def _beside_container(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """An export as MP4 ends these all the same."""
    return tuple(each for each in findings if each.id not in NETWORKS_CONTAINER)


def refused_for(finding: Finding, forecasts: Iterable[NetworkForecast]) -> tuple[NetworkForecast, ...]:
    """Forecasts of a file that no network will get or can use, whatever its headers promise."""
    return tuple(
        msgspec.structs.replace(
            each,
            is_valid=False,
            errors=(
                Finding(
                    finding.id,
                    Severity.ERROR,
                    {**finding.values, "network": each.network, "placement": each.placement},
                    finding.detail,
                ),
                *each.errors,
            ),
        )
        for each in forecasts
    )


def _place(network: str) -> tuple[int, str]:
    """The usual order, then whatever else the figures name."""
    return (NETWORKS.index(network) if network in NETWORKS else len(NETWORKS), network)


def _placements(
    placements: tuple[Placement, ...], sources: dict[str, Source], *, x_premium: bool
) -> tuple[Placement, ...]:
    """Those of the team's kind of account, each with all its rules, gravest first; sources by page and date."""
    by_name = {placement.placement: placement for placement in placements}
    return tuple(
        msgspec.structs.replace(
            placement,
            rules=tuple(_sourced(rule, sources) for rule in _gravest_first(_all_of(placement, by_name))),
        )
        for placement in placements
        if placement.premium in (None, x_premium)
    )


def _all_of(placement: Placement, by_name: Mapping[str, Placement]) -> tuple[Rule, ...]:
    rules = by_name[placement.also].rules if placement.also else ()
    return tuple(rule for rule in rules if rule.check not in placement.without) + placement.rules


def _gravest_first(rules: tuple[Rule, ...]) -> list[Rule]:
    """What one rule refuses, a milder one about the same need not tell once more."""
    gravity = list(Severity)
    return sorted(rules, key=lambda rule: gravity.index(rule.severity))


def _sourced(rule: Rule, sources: dict[str, Source]) -> Rule:
    source = sources.get(rule.source)
    return msgspec.structs.replace(rule, source=source.shown) if source else rule


def _hopeless(media: MediaInfo | None) -> str:
    """The catalogue's id of what makes a file useless everywhere; ``""``: nothing does."""
    if media is None:
        return "rule_media_unreadable"
    if media.container not in BROWSABLE:
        return WRONG_CONTAINER  # and nothing in it can be seen
    if media.encrypted:
        return "rule_encrypted"
    if media.video_codec is None:
        return NO_PICTURE
    return ""


def _forecast(network: str, placement: Placement, media: MediaInfo, size_bytes: int | None) -> NetworkForecast:
    findings: dict[Severity, list[Finding]] = {severity: [] for severity in Severity}
    told: set[str] = set()
    unseen: list[str] = []
    for rule in placement.rules:
        if not is_seen(rule, media, size_bytes):
            unseen.append(rule.check.value)
        elif rule.check not in told:
            finding = miss(rule, media, size_bytes, network=network, placement=placement.placement)
            if finding:
                findings[rule.severity].append(finding)
                told.add(rule.check)
    return NetworkForecast(
        network=network,
        is_valid=not findings[Severity.ERROR],
        placement=placement.placement,
        errors=tuple(findings[Severity.ERROR]),
        warnings=tuple(findings[Severity.WARNING]),
        advice=tuple(findings[Severity.INFO]),
        unchecked=tuple(dict.fromkeys(unseen)),
    )
