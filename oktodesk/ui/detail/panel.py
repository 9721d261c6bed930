"""The right-hand panel: nothing, one row, or several, whatever is selected."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPalette, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from oktodesk.ui.detail.actions import ActionButtons
from oktodesk.ui.detail.facts import FactsGrid
from oktodesk.ui.detail.heading import NameLine, Picture, StateLine
from oktodesk.ui.detail.mending import LinkMending
from oktodesk.ui.detail.networks_panel import NetworksPanel
from oktodesk.ui.detail.provenance import ProvenanceNote
from oktodesk.ui.detail.purpose_note import PurposeNote
from oktodesk.ui.detail.reasons import Reasons
from oktodesk.ui.detail.several import SeveralPanel, Sum
from oktodesk.ui.detail.technical import TechnicalDetails
from oktodesk.ui.detail.view import DetailView
from oktodesk.ui.plain import PlainLabel
from oktodesk.ui.row_actions import MOVES, Action, Offer
from oktodesk.ui.theme import MARGIN

_WIDTH, _LEAST_WIDTH = 344, 272


class DetailPanel(QWidget):
    """Shows values and announces wishes; keeps what is being typed while values change behind it."""

    renamed = Signal(int, str)
    copy_pressed = Signal(str)
    action_pressed = Signal(object)
    """Carries an ``Offer``."""
    recheck_pressed = Signal(int)
    meant_for_given = Signal(int, object)
    """A row's key and the networks that its link is meant for."""
    as_pasted_pressed = Signal(int)
    as_made_pressed = Signal(int)
    """Send a row's link as the person had it, or what can be made of it."""
    link_given = Signal(object, int, str)
    """Another link for a row: the ``Action`` it is for, the row's key and the link."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("detail_panel")
        self._key = 0
        self._pages = QStackedWidget(self)
        self._nothing = PlainLabel(self.tr("Select a link to see what is known about it"), self)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._nothing.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._nothing.setMargin(24)
        self.one = OneRow(self)
        self.several = SeveralPanel(self)
        self.several_actions = ActionButtons(self, elsewhere=frozenset({Action.ADD, *MOVES} - {Action.SEND_FIRST}))
        self._pages.addWidget(self._nothing)
        self._pages.addWidget(_Scrolling(self.one))
        self._pages.addWidget(_Scrolling(_column(self.several, self.several_actions)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        self.setMinimumWidth(_LEAST_WIDTH)
        self._connect()

    def sizeHint(self) -> QSize:
        """Room for a network's reasons without breaking every other word."""
        return QSize(_WIDTH, 400)

    @property
    def key(self) -> int:
        """The one row shown, or 0."""
        return self._key

    def show_nothing(self) -> None:
        """Nothing is selected."""
        self._key = 0
        self._pages.setCurrentIndex(0)

    def show_one(self, view: DetailView) -> None:
        """One row is selected, or its values changed."""
        self._key = view.key
        self.one.show_view(view)
        self._pages.setCurrentIndex(1)

    def show_picture(self, key: int, image: QImage) -> None:
        """The picture of a row arrived; dropped if another row is shown by now."""
        if key == self._key:
            self.one.picture.show_pixmap(QPixmap.fromImage(image))

    def show_several(self, total: Sum, offers: tuple[Offer, ...]) -> None:
        """Several rows are selected."""
        self._key = 0
        self.several.show_sum(total)
        self.several_actions.show_offers(offers)
        self._pages.setCurrentIndex(2)

    def edit_name(self) -> None:
        """Turn the name into a field."""
        if self._key:
            self.one.name.edit()

    def _connect(self) -> None:
        self.one.name.renamed.connect(self._on_renamed)
        self.one.networks.recheck_pressed.connect(self._on_recheck)
        self.one.networks.copy_pressed.connect(self.copy_pressed)
        self.one.facts.copy_pressed.connect(self.copy_pressed)
        self.one.technical.copy_pressed.connect(self.copy_pressed)
        self.one.offered.pressed.connect(self.action_pressed)
        self.one.mending.link_given.connect(self._on_link_given)
        self.one.purpose.meant_for_given.connect(self._on_meant_for)
        self.one.provenance.as_pasted_pressed.connect(self._on_as_pasted)
        self.one.provenance.as_made_pressed.connect(self._on_as_made)
        self.several_actions.pressed.connect(self.action_pressed)

    def _on_renamed(self, name: str) -> None:
        self.renamed.emit(self._key, name)

    def _on_link_given(self, action: Action, link: str) -> None:
        self.link_given.emit(action, self._key, link)

    def _on_meant_for(self, networks: tuple[str, ...]) -> None:
        self.meant_for_given.emit(self._key, networks)

    def _on_as_pasted(self) -> None:
        self.as_pasted_pressed.emit(self._key)

    def _on_as_made(self) -> None:
        self.as_made_pressed.emit(self._key)

    def _on_recheck(self) -> None:
        self.recheck_pressed.emit(self._key)


class OneRow(QWidget):
    """The page of one row, from picture to details."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = 0
        self.picture = Picture(self)
        self.name = NameLine(self)
        self.state = StateLine(self)
        self.summary = PlainLabel("", self)
        self.summary.setWordWrap(True)
        self.summary.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.offered = ActionButtons(self)
        self.mending = LinkMending(self)
        self.findings = Reasons(self)
        self.facts = FactsGrid(self)
        self.provenance = ProvenanceNote(self)
        self.purpose = PurposeNote(self)
        self.networks = NetworksPanel(self)
        self.technical = TechnicalDetails(self)
        self._rule = _rule(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(12)
        title = QVBoxLayout()
        title.setSpacing(2)
        title.addWidget(self.name)
        title.addWidget(self.summary)
        layout.addWidget(self.picture)
        layout.addLayout(title)
        for widget in (
            self.state,
            self.mending,
            self.offered,
            self.findings,
            self.facts,
            self.provenance,
            self._rule,
            self.purpose,
            self.networks,
            self.technical,
        ):
            layout.addWidget(widget)
        layout.addStretch(1)

    def show_view(self, view: DetailView) -> None:
        """Show a row; the picture stays while the row stays."""
        if view.key != self._key:
            self._key = view.key
            self.name.leave()
            self.mending.leave()
            self.picture.show_kind(view.kind)
        self.name.show_name(view.name, editable=view.name_editable)
        self.state.show_state(view.state, view.note, view.advice, view.sign)
        self.summary.setText(view.summary)
        self.summary.setVisible(bool(view.summary))
        self.findings.show_reasons(view.findings)
        self.mending.show_for(view.link_for)
        self.offered.show_offers([each for each in view.offers if each.action is not view.link_for])
        self.facts.show_facts(view.facts)
        self.provenance.show_provenance(view.provenance)
        self.networks.show_verdicts(view.verdicts)
        self.purpose.show_guess(view.guessed if view.verdicts.lines else None)
        for part in (self._rule, self.networks):
            part.setVisible(bool(view.verdicts.lines))
        self.technical.show_details(view.details)


def _column(*widgets: QWidget) -> QWidget:
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
    layout.setSpacing(16)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return column


class _Scrolling(QScrollArea):
    """Its content is as wide with the scroll bar as without: the bar takes its room out of the margin."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setWidget(content)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The bar has come or gone, or the panel got another width."""
        super().resizeEvent(event)
        layout = self._content.layout()
        if layout is None:
            return
        bar = self.width() - self.viewport().width()
        beside = max(4, MARGIN - bar)
        left, right = (beside, MARGIN) if self.isRightToLeft() else (MARGIN, beside)
        margins = layout.contentsMargins()
        layout.setContentsMargins(left, margins.top(), right, margins.bottom())


def _rule(parent: QWidget) -> QFrame:
    rule = QFrame(parent)
    rule.setFrameShape(QFrame.Shape.HLine)
    rule.setForegroundRole(QPalette.ColorRole.Mid)
    rule.setFrameShadow(QFrame.Shadow.Plain)
    return rule
