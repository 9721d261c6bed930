"""What the checks before sending can find."""

from oktodesk.problems.values import QT_TRANSLATE_NOOP, Remedy, Side, Text

CHECKS: dict[str, Text] = {
    "not_a_link": Text(
        QT_TRANSLATE_NOOP("problems", "{text} is not a link"),
        QT_TRANSLATE_NOOP("problems", "A link begins with https:// and names a server."),
        Side.COMPUTER,
        Remedy.FIX_LINK,
    ),
    "scheme_unsupported": Text(
        QT_TRANSLATE_NOOP("problems", "Oktopost can't fetch {scheme} links"),
        QT_TRANSLATE_NOOP("problems", "Ask for an https link to the same file."),
        Side.COMPUTER,
        Remedy.FIX_LINK,
    ),
    "list_line_rejected": Text(
        QT_TRANSLATE_NOOP("problems", "Line {line} of {file} holds no link"),
        QT_TRANSLATE_NOOP("problems", "Correct the line and drop the list again."),
        Side.COMPUTER,
        Remedy.FIX_LINK,
    ),
    "file_too_long": Text(
        QT_TRANSLATE_NOOP("problems", "{file} is too long to be a list of links"),
        QT_TRANSLATE_NOOP("problems", "Lists may have up to {limit_bytes}."),
        Side.COMPUTER,
        Remedy.FIX_FILE,
    ),
    "local_folder": Text(
        QT_TRANSLATE_NOOP("problems", "There is no link in the folder {file}"),
        QT_TRANSLATE_NOOP("problems", "Drop a list of links, or shortcuts to them."),
        Side.COMPUTER,
        Remedy.FIX_LINK,
    ),
    "local_media_folder": Text(
        QT_TRANSLATE_NOOP(
            "problems", "The folder {file} holds videos or images ({count}) that are only on this computer"
        ),
        QT_TRANSLATE_NOOP(
            "problems",
            "Oktopost fetches files from a public address. Put them on Dropbox, Google Drive, SharePoint or your"
            " web server, and drop their links here.",
        ),
        Side.COMPUTER,
        Remedy.FIX_LINK,
    ),
    "shortcut_without_link": Text(
        QT_TRANSLATE_NOOP("problems", "The shortcut {file} leads to no web address"),
        QT_TRANSLATE_NOOP("problems", "Open it in a browser and drop the address from there."),
        Side.COMPUTER,
        Remedy.FIX_LINK,
    ),
    "name_not_resolved": Text(
        QT_TRANSLATE_NOOP("problems", "The server {host} can't be found"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Check the link for typing errors. If it opens elsewhere, a filter, a VPN or this network may hide the"
            " server; then you can send it anyway.",
        ),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "name_lookup_failed": Text(
        QT_TRANSLATE_NOOP("problems", "The server {host} can't be looked up from here"),
        QT_TRANSLATE_NOOP(
            "problems",
            "This computer may be offline, or its network may be in the way; you can send it anyway.",
        ),
        Side.NETWORK,
        Remedy.RETRY,
    ),
    "proxy_refused": Text(
        QT_TRANSLATE_NOOP("problems", "Your company's network does not let the check through"),
        QT_TRANSLATE_NOOP(
            "problems",
            "You can send it anyway: Oktopost does not go through your network.",
        ),
        Side.NETWORK,
        Remedy.RETRY,
    ),
    "host_hung_up": Text(
        QT_TRANSLATE_NOOP("problems", "The file's server hung up"),
        QT_TRANSLATE_NOOP(
            "problems",
            "You can send it anyway; if Oktopost fails too, ask for a link on another service.",
        ),
        Side.HOST,
        Remedy.RETRY,
    ),
    "host_garbled": Text(
        QT_TRANSLATE_NOOP("problems", "The file's server answers in a way that makes no sense"),
        QT_TRANSLATE_NOOP(
            "problems",
            "You can send it anyway; if Oktopost fails too, ask for a link on another service.",
        ),
        Side.HOST,
        Remedy.RETRY,
    ),
    "head_unanswered": Text(
        QT_TRANSLATE_NOOP("problems", "The file's server does not answer the first question Oktopost asks"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Oktopost may fail to fetch it. You can try, or ask for a link on another service.",
        ),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "get_refused": Text(
        QT_TRANSLATE_NOOP(
            "problems", "The file's server tells about the file, but does not hand it out ({status})"
        ),
        QT_TRANSLATE_NOOP(
            "problems",
            "Open the link in a private browser window; if it fails there too, ask for a new one.",
        ),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "web_page_sign_in": Text(
        QT_TRANSLATE_NOOP("problems", "This is a page that asks for a sign-in, not a file"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Ask for a link that anyone can open, or one to the file itself.",
        ),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "web_page_virus_scan": Text(
        QT_TRANSLATE_NOOP("problems", "This is a page that warns of a missing virus scan, not the file"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Open the page, choose to download anyway, and copy the address of that download.",
        ),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "web_page_busy": Text(
        QT_TRANSLATE_NOOP("problems", "The file was fetched too often, its host shows a page instead"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Try again tomorrow, or put a copy of the file somewhere else and drop that link.",
        ),
        Side.HOST,
        Remedy.RETRY,
    ),
    "web_page_expired": Text(
        QT_TRANSLATE_NOOP("problems", "This is a page that says the link is no longer valid"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Ask for a new link.",
        ),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "address_private": Text(
        QT_TRANSLATE_NOOP("problems", "{host} is an address inside a private network"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Oktopost fetches from the internet and can't reach it. Put the file on a public address.",
        ),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "name_private": Text(
        QT_TRANSLATE_NOOP("problems", "From here {host} leads into a private network"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Oktopost fetches from the internet and most likely can't reach it. If the link opens outside your"
            " company's network too, you can send it anyway.",
        ),
        Side.NETWORK,
        Remedy.FIX_LINK,
    ),
    "host_unreachable": Text(
        QT_TRANSLATE_NOOP("problems", "The file's server does not answer from here"),
        QT_TRANSLATE_NOOP(
            "problems",
            "If the link works elsewhere, your own network may be in the way; you can send it anyway.",
        ),
        Side.HOST,
        Remedy.RETRY,
    ),
    "host_timeout": Text(
        QT_TRANSLATE_NOOP("problems", "The file's server took too long to answer"),
        QT_TRANSLATE_NOOP(
            "problems",
            "You can send it anyway: Oktopost waits longer and comes from elsewhere.",
        ),
        Side.HOST,
        Remedy.RETRY,
    ),
    "host_tls_failed": Text(
        QT_TRANSLATE_NOOP("problems", "The secure connection to {host} failed"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Its certificate is not in order, or your own network reads encrypted connections. Issuer: {issuer}",
        ),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "link_status": Text(
        QT_TRANSLATE_NOOP("problems", "The file's server answers with error {status}"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Open the link in a private browser window; if it fails there too, ask for a new one.",
        ),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "link_gone": Text(
        QT_TRANSLATE_NOOP("problems", "There is no file at this address ({status})"),
        QT_TRANSLATE_NOOP("problems", "Ask for a new link."),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "link_needs_sign_in": Text(
        QT_TRANSLATE_NOOP("problems", "The file's server wants a sign-in ({status})"),
        QT_TRANSLATE_NOOP("problems", "Ask for a link that anyone can open."),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "redirect_loop": Text(
        QT_TRANSLATE_NOOP("problems", "The link leads in a circle or over too many addresses"),
        QT_TRANSLATE_NOOP("problems", "Ask for the direct link to the file."),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "redirected_to": Text(
        QT_TRANSLATE_NOOP("problems", "The link leads on to {host}"),
        QT_TRANSLATE_NOOP("problems", "Nothing to do: this only tells where the file really is."),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "redirect_insecure": Text(
        QT_TRANSLATE_NOOP("problems", "The link leads from an encrypted to an open connection"),
        QT_TRANSLATE_NOOP("problems", "Ask for a link that stays on https."),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "head_refused": Text(
        QT_TRANSLATE_NOOP(
            "problems", "The file's server refuses the first question Oktopost asks (error {status})"
        ),
        QT_TRANSLATE_NOOP(
            "problems",
            "Oktopost will probably fail to fetch it. Ask for a link on another service.",
        ),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "range_unsupported": Text(
        QT_TRANSLATE_NOOP("problems", "The file's server can't send parts of a file"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Oktopost fetches files over 10 MB in parts and will probably fail. Ask for a link on"
            " another service.",
        ),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "range_unsupported_small": Text(
        QT_TRANSLATE_NOOP("problems", "The file's server can't send parts of a file"),
        QT_TRANSLATE_NOOP("problems", "The file is small enough to be fetched in one piece."),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "web_page": Text(
        QT_TRANSLATE_NOOP("problems", "This is a web page, not a file"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Open the page, start the download there and copy the address of the file itself.",
        ),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "size_unknown": Text(
        QT_TRANSLATE_NOOP("problems", "The file's server does not say how large the file is"),
        QT_TRANSLATE_NOOP("problems", "Oktopost may refuse it. You can try."),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "empty_file": Text(
        QT_TRANSLATE_NOOP("problems", "The file is empty"),
        QT_TRANSLATE_NOOP("problems", "Ask for the file again."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "too_large": Text(
        QT_TRANSLATE_NOOP("problems", "The file has {size_bytes}; Oktopost takes up to {limit_bytes}"),
        QT_TRANSLATE_NOOP("problems", "Export it smaller, for example with a lower bit rate."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "allowance_too_small": Text(
        QT_TRANSLATE_NOOP(
            "problems", "The file has {size_bytes}; only {free_bytes} of today's allowance are left"
        ),
        QT_TRANSLATE_NOOP("problems", "It will wait in line until enough is free again."),
        Side.OKTOPOST,
        Remedy.WAIT,
    ),
    "type_unsupported": Text(
        QT_TRANSLATE_NOOP("problems", "Oktopost does not take this type of file ({mime_type})"),
        QT_TRANSLATE_NOOP("problems", "Export videos as MP4, images as PNG, JPEG or GIF."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "type_unknown": Text(
        QT_TRANSLATE_NOOP("problems", "Nothing tells what type of file this is"),
        QT_TRANSLATE_NOOP("problems", "Choose the type by hand, or Oktopost will refuse the link."),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "type_mismatch": Text(
        QT_TRANSLATE_NOOP("problems", "The server calls it {declared}, but the file is {found}"),
        QT_TRANSLATE_NOOP("problems", "Choose the type by hand so that Oktopost knows."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "type_disguised": Text(
        QT_TRANSLATE_NOOP("problems", "It is called {declared}, but the file is {found}"),
        QT_TRANSLATE_NOOP("problems", "Export videos as MP4, images as PNG, JPEG or GIF."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "name_unknown": Text(
        QT_TRANSLATE_NOOP("problems", "Nothing tells what the file is called"),
        QT_TRANSLATE_NOOP("problems", "Give it a name, or Oktopost will refuse the link."),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "expires": Text(
        QT_TRANSLATE_NOOP("problems", "The link expires at {expires_at}"),
        QT_TRANSLATE_NOOP("problems", "Send it soon: Oktopost must have finished fetching by then."),
        Side.HOST,
        Remedy.WAIT,
    ),
    "expires_too_soon": Text(
        QT_TRANSLATE_NOOP(
            "problems", "The link works for {left_s} more; fetching the file takes about {needed_s}"
        ),
        QT_TRANSLATE_NOOP("problems", "Ask for a link that works for a day or longer."),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "expired": Text(
        QT_TRANSLATE_NOOP("problems", "The link expired at {expires_at}"),
        QT_TRANSLATE_NOOP("problems", "Ask for a new link."),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "credentials_in_link": Text(
        QT_TRANSLATE_NOOP("problems", "The link carries a user name or password"),
        QT_TRANSLATE_NOOP("problems", "Everyone in your Oktopost account will be able to see it."),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "folder_or_page": Text(
        QT_TRANSLATE_NOOP("problems", "This is a page of {service}, not a file"),
        QT_TRANSLATE_NOOP("problems", "{steps}"),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "share_link_rewritten": Text(
        QT_TRANSLATE_NOOP("problems", "The {service} link was turned into its direct form"),
        QT_TRANSLATE_NOOP("problems", "Nothing to do: the direct link is what is sent."),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "link_unwrapped": Text(
        QT_TRANSLATE_NOOP("problems", "{service} had wrapped the link; it leads to {host}"),
        QT_TRANSLATE_NOOP("problems", "Nothing to do: the link inside is what is sent."),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "wrapper_page": Text(
        QT_TRANSLATE_NOOP("problems", "{service} has wrapped this link and shows a page of its own"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Open the link in your browser, go on to the file, and drop the address that you reach.",
        ),
        Side.NETWORK,
        Remedy.FIX_LINK,
    ),
    "own_figures_broken": Text(
        QT_TRANSLATE_NOOP("problems", "Your own network limits can't be read, so the published ones count"),
        QT_TRANSLATE_NOOP("problems", "Correct or remove the file {file}."),
        Side.COMPUTER,
        Remedy.FIX_FILE,
    ),
    "check_failed": Text(
        QT_TRANSLATE_NOOP("problems", "The check could not be finished"),
        QT_TRANSLATE_NOOP("problems", "You can send the link anyway."),
        Side.COMPUTER,
        Remedy.RETRY,
    ),
}
