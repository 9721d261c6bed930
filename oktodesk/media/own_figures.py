"""A person's own figures over the published ones: ``networks.toml`` in the profile.

::

    [[networks.LinkedIn]]
    placement = "video"
    rules = [
        { check = "size_bytes", max = 200_000_000 },             # refused above
        { check = "duration_s", max = 600, severity = "warning" },
        { check = "edit_list", off = true },                     # never mentioned
    ]

What is said of a check takes the place of everything that is published about it there. A network or placement
that is not known yet is added.
"""

from pathlib import Path

import msgspec

from oktodesk.media.rules import Check, Placement, Rule, RuleFile
from oktodesk.problems import LocalTrouble, Severity


class OwnRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One figure of the person's; see ``Rule``."""

    check: Check
    severity: Severity = Severity.ERROR
    any_of: tuple[str, ...] = ()
    min: float | None = None
    max: float | None = None
    tolerance: float = 0.0
    must_be: bool | None = msgspec.field(name="is", default=None)
    off: bool = False


class OwnPlacement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Figures for one way to post a video."""

    placement: str
    rules: tuple[OwnRule, ...]


class OwnFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file as a whole."""

    networks: dict[str, tuple[OwnPlacement, ...]]


def with_own_figures(published: RuleFile, path: Path) -> RuleFile:
    """``published`` as the person wants it; without a file it stays as it is. Raises ``LocalTrouble``."""
    try:
        own = msgspec.toml.decode(path.read_bytes(), type=OwnFile)
    except FileNotFoundError:
        return published
    except (OSError, ValueError, RecursionError) as error:  # msgspec's errors are ValueErrors
        raise LocalTrouble("own_figures_broken", file=_shown(path), detail=str(error)) from error
    networks = dict(published.networks)
    spelled = {name.lower(): name for name in networks}
    for name, placements in own.networks.items():
        network = spelled.get(name.lower(), name)
        networks[network] = _placements(networks.get(network, ()), placements, _shown(path))
    return msgspec.structs.replace(published, networks=networks)


def _shown(path: Path) -> str:
    """As far as it is text: a report goes into files that take nothing else."""
    return str(path).encode("utf-8", "replace").decode()


def _placements(known: tuple[Placement, ...], own: tuple[OwnPlacement, ...], source: str) -> tuple[Placement, ...]:
    found = {placement.placement: placement for placement in known}
    for each in own:
        before = found.get(each.placement, Placement(each.placement, ()))
        found[each.placement] = msgspec.structs.replace(
            before,
            rules=_rules(before.rules, each.rules, source),
            without=tuple(rule.check for rule in each.rules),
        )
    return tuple(found.values())


def _rules(known: tuple[Rule, ...], own: tuple[OwnRule, ...], source: str) -> tuple[Rule, ...]:
    named = {rule.check for rule in own}
    kept = tuple(rule for rule in known if rule.check not in named)
    return kept + tuple(_rule(rule, source) for rule in own if not rule.off)


def _rule(own: OwnRule, source: str) -> Rule:
    return Rule(
        check=own.check,
        severity=own.severity,
        source=source,
        basis="your own figure",
        confidence="",
        any_of=own.any_of,
        min=own.min,
        max=own.max,
        tolerance=own.tolerance,
        must_be=own.must_be,
        published=_as_written(own),
    )


def _as_written(own: OwnRule) -> str:
    """A size in the networks' own, decimal unit, as the published ones have it."""
    bound = own.max if own.max is not None else own.min
    return f"{bound / 1e6:g} MB" if own.check is Check.SIZE_BYTES and bound is not None else ""
