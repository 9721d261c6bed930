"""The real window's program on a profile, as the tests, the chaos and the benches open it."""

from pathlib import Path

from oktodesk.app import Program
from oktodesk.sandbox.options import SandboxOptions
from oktodesk.system.environment import Environment
from oktodesk.system.paths import Paths
from oktodesk.system.settings import SettingsFile
from oktodesk.ui.quit import QuitRequest
from oktodesk.ui.theme import Theme


def program_on(
    profile: Path,
    *,
    theme: Theme,
    quit_request: QuitRequest,
    practice: SandboxOptions | None = None,
    environment: Environment | None = None,
) -> Program:
    """Not shown yet. ``environment``: nothing of this process's if not given."""
    paths = Paths.default(profile)
    paths.prepare()
    settings_file = SettingsFile(paths.settings_file)
    return Program(
        paths=paths,
        settings_file=settings_file,
        settings=settings_file.load(),
        theme=theme,
        environment=environment or Environment(),
        practice=practice,
        quit_request=quit_request,
    )
