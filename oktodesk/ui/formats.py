"""How sizes, times and rates read in the person's language; everything goes through Qt's default locale."""

import math
import re
from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale, Qt
from PySide6.QtGui import QGuiApplication

from oktodesk.problems.render import GB
from oktodesk.system.clock import SystemClock

_MB, _KB = 1024**2, 1024
_SHORT = QLocale.FormatType.ShortFormat
_MARK = "\N{LEFT-TO-RIGHT MARK}"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_translate = QCoreApplication.translate


def number(count: float) -> str:
    """A whole number with the language's separators."""
    return QLocale().toString(round(count))


def _figure(text: str) -> str:
    """A figure with its unit as one piece: among right-to-left text ``5 MB`` would read ``MB 5``.

    Marks, not isolates: those are replaced where foreign text is shown, for they can turn round what follows.
    """
    if QGuiApplication.layoutDirection() is not Qt.LayoutDirection.RightToLeft or _RIGHT_TO_LEFT.search(text):
        return text
    return f"{_MARK}{text.strip(_MARK)}{_MARK}"


def size(size_bytes: float) -> str:
    """``3.2 GB``, ``41 MB``, ``12 KB`` or ``0 bytes``, in powers of 1024 as Oktopost's limits count."""
    return _figure(_size(size_bytes))


def _size(size_bytes: float) -> str:
    if size_bytes >= 0.95 * GB:
        return _translate("Formats", "{amount} GB").format(amount=_amount(size_bytes, GB))
    if size_bytes >= _MB:
        return _translate("Formats", "{amount} MB").format(amount=_amount(size_bytes, _MB))
    if size_bytes >= _KB:
        return _translate("Formats", "{amount} KB").format(amount=_amount(size_bytes, _KB))
    return _translate("Formats", "{amount} bytes").format(amount=_amount(size_bytes, 1))


def size_like(size_bytes: float, other_bytes: float) -> str:
    """The bare number in the unit that ``other_bytes`` is shown in: the 21 of ``21 of 32 GB``."""
    for factor, least in ((GB, 0.95), (_MB, 1), (_KB, 1)):
        if other_bytes >= factor * least:
            return _amount(size_bytes, factor)
    return _amount(size_bytes, 1)


def _amount(size_bytes: float, factor: int) -> str:
    amount = size_bytes / factor
    return QLocale().toString(amount, "f", 1 if factor == GB and 0 < amount < 9.95 else 0)


def duration(duration_s: float) -> str:
    """``0.4 s``, ``59 s``, ``3:10`` or ``2:03:10``."""
    if duration_s < 60:
        amount = QLocale().toString(float(duration_s), "g", 3)
        return _figure(_translate("Formats", "{seconds} s").format(seconds=amount))
    minutes, seconds = divmod(round(duration_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def rate(rate_bps: float) -> str:
    """``25 Mbit/s`` or ``128 kbit/s``."""
    amount = QLocale().toString(rate_bps / (1e6 if rate_bps >= 1e6 else 1e3), "g", 3)
    if rate_bps >= 1e6:
        return _figure(_translate("Formats", "{amount} Mbit/s").format(amount=amount))
    return _figure(_translate("Formats", "{amount} kbit/s").format(amount=amount))


def speed(bytes_s: float) -> str:
    """``12 MB/s``: bytes a second."""
    return _figure(_translate("Formats", "{size}/s").format(size=_size(bytes_s)))


def percent(share: float) -> str:
    """``71 %`` for 0.71, rounded down so that 100 % means all of it."""
    return _figure(_translate("Formats", "{number} %").format(number=QLocale().toString(int(share * 100))))


def countdown(seconds: float) -> str:
    """``14:59`` or ``8 s``: whole seconds, rounded up, never negative."""
    whole = max(0, math.ceil(seconds))
    if whole < 60:
        return _figure(_translate("Formats", "{seconds} s").format(seconds=number(whole)))
    return duration(whole)


def time_left(seconds: float) -> str:
    """``2 min left``, ``45 s left``, ``3 h 20 min left``; rounded up, never negative."""
    if seconds < 55:
        return _translate("Formats", "{seconds} s left").format(seconds=number(max(1, -(-seconds // 5) * 5)))
    minutes = max(1, round(seconds / 60))
    if minutes < 60:
        return _translate("Formats", "{minutes} min left").format(minutes=number(minutes))
    hours, minutes = divmod(minutes, 60)
    if hours >= 6 or not minutes:
        return _translate("Formats", "{hours} h left").format(hours=number(hours + (minutes >= 30)))
    return _translate("Formats", "{hours} h {minutes} min left").format(hours=hours, minutes=minutes)


def moment(at: float, *, now: float | None = None) -> str:
    """``16:02``, ``tomorrow 09:10``, ``Fri 16:02`` within a week, else with the date. Unix seconds."""
    then, today = _local(at), _local(_now(now)).date()
    time = QLocale().toString(then.time(), _SHORT)
    match today.daysTo(then.date()):
        case 0:
            return time
        case 1:
            return _translate("Formats", "tomorrow {time}").format(time=time)
        case -1:
            return _translate("Formats", "yesterday {time}").format(time=time)
        case days if -7 < days < 7:
            day = QLocale().dayName(then.date().dayOfWeek(), _SHORT)
        case _:
            day = _date(then.date(), today, month="MMM")
    return f"{day} {time}"


def moment_exact(at: float) -> str:
    """Weekday, date and time in full."""
    then = _local(at)
    return f"{QLocale().toString(then.date())} {QLocale().toString(then.time(), _SHORT)}"


def ago(at: float, *, now: float | None = None) -> str:
    """When something was added: ``Just now``, ``12 min ago``, ``14:05``, ``Yesterday 14:05``, ``12 Nov``."""
    current = _now(now)
    passed_s = current - at
    if 0 <= passed_s < 60:
        return _translate("Formats", "Just now")
    if 0 <= passed_s < 3600:
        return _translate("Formats", "{minutes} min ago").format(minutes=number(passed_s // 60))
    then, today = _local(at), _local(current).date()
    days = then.date().daysTo(today)
    time = QLocale().toString(then.time(), _SHORT)
    if days == 0:
        return time
    if days == 1:
        return _translate("Formats", "Yesterday {time}").format(time=time)
    if 0 < days < 7:
        return f"{QLocale().dayName(then.date().dayOfWeek(), _SHORT)} {time}"
    return _date(then.date(), today, month="MMM")


def day_heading(iso_date: str, *, now: float | None = None) -> str:
    """``Today``, ``Yesterday``, ``Tuesday`` within a week, else the date."""
    day, today = QDate.fromString(iso_date, "yyyy-MM-dd"), _local(_now(now)).date()
    match day.daysTo(today):
        case 0:
            return _translate("Formats", "Today")
        case 1:
            return _translate("Formats", "Yesterday")
        case days if 1 < days < 7:
            return QLocale().standaloneDayName(day.dayOfWeek(), QLocale.FormatType.LongFormat)
        case _:
            return _date(day, today, month="MMMM")


def _date(day: QDate, today: QDate, *, month: str) -> str:
    """Day and month in the language's order, with the year where it is not this one."""
    locale = QLocale()
    with_year = day.year() != today.year()
    return locale.toString(day, _date_pattern(locale.dateFormat(), month=month, with_year=with_year))


@lru_cache(maxsize=32)
def _date_pattern(long_format: str, *, month: str, with_year: bool) -> str:
    """Qt knows only whole formats; take the weekday, and if need be the year, out of the long one."""
    pattern = re.sub(r",?\s*dddd[,.]?\s*", "", long_format)
    if not with_year:
        pattern = re.sub(r"^y+('[^']*'|\W|年)?\s*|,?\s*('[^']*'\s*)?y+\s*('[^']*')?\.?$", "", pattern)
    return pattern.replace("MMMM", month).strip()


def _local(at: float) -> QDateTime:
    return QDateTime.fromSecsSinceEpoch(int(at))


def _now(now: float | None) -> float:
    return SystemClock().now() if now is None else now


class LocaleFormats:
    """Implements ``problems.render.Formats``."""

    def size(self, size_bytes: float) -> str:
        """See ``size``."""
        return size(size_bytes)

    def duration(self, duration_s: float) -> str:
        """See ``duration``."""
        return duration(duration_s)

    def moment(self, at: float) -> str:
        """See ``moment``."""
        return moment(at)

    def rate(self, rate_bps: float) -> str:
        """See ``rate``."""
        return rate(rate_bps)
