"""All of Qt: the window, its models, panels and dialogs."""
