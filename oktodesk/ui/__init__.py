"""All of Qt: the window, its models, panels and dialogs."""

from oktodesk.ui.plain_imports import unhook

unhook()  # before anything of the window is imported
