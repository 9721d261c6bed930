"""What is typed where one link belongs, judged before it is taken: what is no link stays to be mended."""

from oktodesk.problems import LinkTrouble
from oktodesk.ui import words


def trouble_with(text: str) -> str:
    """Why this is no link and what to do; empty: it is one."""
    from oktodesk.uploads.desk import link_from  # noqa: PLC0415 - the engine: not before the window is furnished

    try:
        link_from(text)
    except LinkTrouble as error:
        told = words.sentence(error.problem)
        return f"{told.title}\n{told.advice}".strip()
    return ""
