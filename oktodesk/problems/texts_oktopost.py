"""What happens between this computer and Oktopost."""

from oktodesk.problems.values import QT_TRANSLATE_NOOP, Remedy, Side, Text

OKTOPOST: dict[str, Text] = {
    "no_account": Text(
        QT_TRANSLATE_NOOP("problems", "oktodesk is not connected to an Oktopost account yet"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Connect with your account id and API key (in Oktopost: My Profile, then API).",
        ),
        Side.COMPUTER,
        Remedy.SIGN_IN,
    ),
    "sign_in_refused": Text(
        QT_TRANSLATE_NOOP("problems", "Oktopost does not accept this account id and API key"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Copy both again from My Profile, API: keys are easily cut off when pasted. If they are right, ask "
            "your Oktopost administrator: the key may have been replaced, or belong to the other region.",
        ),
        Side.OKTOPOST,
        Remedy.SIGN_IN,
    ),
    "forbidden": Text(
        QT_TRANSLATE_NOOP("problems", "This API key may not do that"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Ask your Oktopost administrator whether the API is part of your plan and your user may use it.",
        ),
        Side.OKTOPOST,
        Remedy.SIGN_IN,
    ),
    "swapped_fields": Text(
        QT_TRANSLATE_NOOP("problems", "Account id and API key look swapped"),
        QT_TRANSLATE_NOOP("problems", "The account id has 15 characters and begins with 001."),
        Side.COMPUTER,
        Remedy.SIGN_IN,
    ),
    "incomplete_credentials": Text(
        QT_TRANSLATE_NOOP("problems", "Account id and API key are both needed"),
        QT_TRANSLATE_NOOP("problems", "Find both in Oktopost under My Profile, API."),
        Side.COMPUTER,
        Remedy.SIGN_IN,
    ),
    "no_such_account": Text(
        QT_TRANSLATE_NOOP("problems", "There is no account called {account} here"),
        QT_TRANSLATE_NOOP("problems", "See 'oktodesk accounts list' for the ones there are."),
        Side.COMPUTER,
        Remedy.SIGN_IN,
    ),
    "base_url_invalid": Text(
        QT_TRANSLATE_NOOP("problems", "{base_url} is not an address that oktodesk may send a key to"),
        QT_TRANSLATE_NOOP("problems", "Use an https address; plain http is only for this computer itself."),
        Side.COMPUTER,
        Remedy.SIGN_IN,
    ),
    "name_not_found": Text(
        QT_TRANSLATE_NOOP("problems", "The address {host} can't be found"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Check your internet connection, and whether your company's network lets you reach {host}.",
        ),
        Side.NETWORK,
        Remedy.WAIT,
    ),
    "no_network": Text(
        QT_TRANSLATE_NOOP("problems", "This computer has no network connection"),
        QT_TRANSLATE_NOOP(
            "problems", "Connect it to the internet. Links that wait here go on by themselves then."
        ),
        Side.COMPUTER,
        Remedy.WAIT,
    ),
    "unreachable": Text(
        QT_TRANSLATE_NOOP("problems", "Oktopost can't be reached"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Check your internet connection. Links that wait here go on by themselves when it is back.",
        ),
        Side.NETWORK,
        Remedy.WAIT,
    ),
    "connect_timeout": Text(
        QT_TRANSLATE_NOOP("problems", "Oktopost does not answer"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Check your internet connection, proxy or VPN. Links that wait here go on by themselves.",
        ),
        Side.NETWORK,
        Remedy.WAIT,
    ),
    "tls_failed": Text(
        QT_TRANSLATE_NOOP("problems", "The secure connection to {host} could not be made"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Your company's network may be reading encrypted connections. Ask your IT to let "
            "{host} through or to install its certificate. Issuer: {issuer}",
        ),
        Side.NETWORK,
        Remedy.WAIT,
    ),
    "proxy_failed": Text(
        QT_TRANSLATE_NOOP("problems", "Your company's proxy did not let the request through"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Ask your IT to let {host} through, or check the proxy settings of this computer.",
        ),
        Side.NETWORK,
        Remedy.WAIT,
    ),
    "reply_lost": Text(
        QT_TRANSLATE_NOOP("problems", "The connection broke before Oktopost answered"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Check your internet connection. Before oktodesk sends a link again, it looks whether it arrived.",
        ),
        Side.NETWORK,
        Remedy.WAIT,
    ),
    "server_failed": Text(
        QT_TRANSLATE_NOOP("problems", "Oktopost had an error of its own ({status})"),
        QT_TRANSLATE_NOOP("problems", "Wait a little, then try again. Links that wait here go on by themselves."),
        Side.OKTOPOST,
        Remedy.WAIT,
    ),
    "redirected": Text(
        QT_TRANSLATE_NOOP("problems", "Oktopost's address answers with a detour to {host}"),
        QT_TRANSLATE_NOOP(
            "problems",
            "oktodesk does not follow it, to keep your key safe. A hotel or company network may "
            "want you to sign in first.",
        ),
        Side.NETWORK,
        Remedy.WAIT,
    ),
    "not_oktopost": Text(
        QT_TRANSLATE_NOOP("problems", "What answers at {host} does not look like Oktopost"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Open any web page: a hotel or company network may want you to sign in first. If not, check "
            "the address that you connected with.",
        ),
        Side.NETWORK,
        Remedy.RETRY,
    ),
    "unreadable_reply": Text(
        QT_TRANSLATE_NOOP("problems", "Oktopost's answer could not be understood"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Wait a little and try again. If it stays so, copy the details for Oktopost's support.",
        ),
        Side.OKTOPOST,
        Remedy.RETRY,
    ),
    "reply_too_large": Text(
        QT_TRANSLATE_NOOP("problems", "Oktopost's answer was far too large"),
        QT_TRANSLATE_NOOP("problems", "Try again. If it stays so, copy the details for Oktopost's support."),
        Side.OKTOPOST,
        Remedy.RETRY,
    ),
    "locked_out": Text(
        QT_TRANSLATE_NOOP("problems", "Oktopost refuses all calls for a while: too many were made with this key"),
        QT_TRANSLATE_NOOP(
            "problems",
            "It ends by itself, and links that wait here go on then. Other tools that use the same key count too.",
        ),
        Side.OKTOPOST,
        Remedy.WAIT,
    ),
    "refused": Text(
        QT_TRANSLATE_NOOP("problems", "Oktopost said no: {words}"),
        QT_TRANSLATE_NOOP("problems", "Change what it names, then try again."),
        Side.OKTOPOST,
        Remedy.FIX_LINK,
    ),
    "refused_without_words": Text(
        QT_TRANSLATE_NOOP("problems", "Oktopost said no and gave no reason ({status})"),
        QT_TRANSLATE_NOOP(
            "problems", "Check the link, its name and type, then try again. Or ask Oktopost's support."
        ),
        Side.OKTOPOST,
        Remedy.FIX_LINK,
    ),
    "call_refused": Text(
        QT_TRANSLATE_NOOP("problems", "Oktopost said no: {words}"),
        QT_TRANSLATE_NOOP(
            "problems", "Try again. If it stays so, ask your Oktopost administrator or Oktopost's support."
        ),
        Side.OKTOPOST,
        Remedy.RETRY,
    ),
    "call_refused_without_words": Text(
        QT_TRANSLATE_NOOP("problems", "Oktopost said no and gave no reason ({status})"),
        QT_TRANSLATE_NOOP(
            "problems", "Try again. If it stays so, ask your Oktopost administrator or Oktopost's support."
        ),
        Side.OKTOPOST,
        Remedy.RETRY,
    ),
    "not_found": Text(
        QT_TRANSLATE_NOOP("problems", "Oktopost has nothing under {what}, or your user may not see it"),
        QT_TRANSLATE_NOOP("problems", "Check the id, and whether it belongs to this account."),
        Side.OKTOPOST,
        Remedy.FIX_LINK,
    ),
    "allowance_refused": Text(
        QT_TRANSLATE_NOOP("problems", "Oktopost says the daily allowance is used up: {words}"),
        QT_TRANSLATE_NOOP("problems", "The link waits here and is sent when there is room again."),
        Side.OKTOPOST,
        Remedy.WAIT,
    ),
    "daily_calls_used": Text(
        QT_TRANSLATE_NOOP("problems", "Today's calls to Oktopost are used up"),
        QT_TRANSLATE_NOOP(
            "problems",
            "They are free again at {until_at}. Other tools that use the same key count too.",
        ),
        Side.OKTOPOST,
        Remedy.WAIT,
    ),
    "link_too_long": Text(
        QT_TRANSLATE_NOOP("problems", "This link is too long to be looked up"),
        QT_TRANSLATE_NOOP("problems", "Ask for a shorter link, and send that one."),
        Side.COMPUTER,
        Remedy.FIX_LINK,
    ),
    "no_media_yet": Text(
        QT_TRANSLATE_NOOP("problems", "Oktopost has not fetched the file of {upload_id}"),
        QT_TRANSLATE_NOOP("problems", "Only a file that is in Oktopost can be checked for the networks."),
        Side.OKTOPOST,
        Remedy.WAIT,
    ),
    "not_an_id": Text(
        QT_TRANSLATE_NOOP("problems", "{what} is not an Oktopost id"),
        QT_TRANSLATE_NOOP("problems", "Ids have 15 characters: uploads begin with 0up, media with 026."),
        Side.COMPUTER,
        Remedy.FIX_LINK,
    ),
    "timed_out": Text(
        QT_TRANSLATE_NOOP("problems", "It is not finished within the time you gave"),
        QT_TRANSLATE_NOOP("problems", "Nothing is lost: it goes on the next time oktodesk runs."),
        Side.COMPUTER,
        Remedy.WAIT,
    ),
}
