"""How a report looks: whose it is, with which logo, in which accent colour."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QColorDialog, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from cxdesk.common.colours import WHITE, darkened
from cxdesk.common.problems import UserError
from cxdesk.export.template import ACCENT
from ui.basics import paths
from ui.theme import theme
from ui.theme.tokens import RADIUS, S
from ui.widgets.form import column, label, named

_PREVIEW = (240, 64)  # pixels
_SWATCH = 18
_MOST_LETTERS = 120


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("export", text)


class LookForm(QWidget):
    """Company, logo and colour; `changed` when one is."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._logo: bytes | None = None
        self._accent = ACCENT
        body = column(self, spacing=S)
        self.company = named(QLineEdit(), tr("Company or team"), tr("Stands above the title of the report."))
        self.company.setMaxLength(_MOST_LETTERS)
        self.company.setPlaceholderText(tr("Company or team, above the title"))
        self.company.textChanged.connect(self._edited)
        self._darker = label("", "small", wrap=True)
        for title, part in ((tr("Company"), self.company), (tr("Logo"), self._logo_part()),
                            (tr("Accent colour"), self._colour_part())):  # fmt: skip
            head = label(title.upper(), "section")
            head.setContentsMargins(0, S, 0, 0)
            body.addWidget(head)
            body.addWidget(part) if isinstance(part, QWidget) else body.addLayout(part)
        body.addWidget(self._darker)
        self.problem = label("", "error", wrap=True)
        self.problem.hide()
        body.addWidget(self.problem)
        body.addStretch(1)
        self.show_look("", ACCENT, None)

    @property
    def logo(self) -> bytes | None:
        """The picture's bytes."""
        return self._logo

    @property
    def accent(self) -> str:
        """The colour as `#RRGGBB`."""
        return self._accent

    def show_look(self, company: str, accent: str, logo: bytes | None) -> None:
        """Take these up."""
        self.company.setText(company)
        self._set_accent(accent)
        self._set_logo(logo)
        self.problem.hide()

    # --- logo -----------------------------------------------------------------------------------------------------

    def _logo_part(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(S)
        self.preview = named(QLabel(), tr("Logo"))
        self.preview.setFixedSize(*_PREVIEW)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.set_role(self.preview, "small")
        self.choose_button = QPushButton(tr("Choose &logo…"))
        self.remove_button = QPushButton(tr("Remo&ve"))
        side = QWidget()
        inside = column(side, spacing=S)
        for button, slot in ((self.choose_button, self.choose_logo), (self.remove_button, self.remove_logo)):
            button.setAutoDefault(False)
            button.clicked.connect(slot)
        buttons = QHBoxLayout()
        buttons.setSpacing(S)
        buttons.addWidget(self.choose_button)
        buttons.addWidget(self.remove_button)
        buttons.addStretch(1)
        inside.addLayout(buttons)
        inside.addWidget(label(tr("PNG or JPEG, at most 2 MB"), "small"))
        line.addWidget(self.preview)
        line.addWidget(side, 1)
        return line

    @Slot()
    def choose_logo(self) -> None:
        """Ask for a picture, in the native dialog."""
        chooser = QFileDialog(self, tr("Choose a logo"), str(paths.documents_folder()))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilters([tr("Pictures (*.png *.jpg *.jpeg)")])
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self.take_logo)
        chooser.open()

    @Slot(str)
    def take_logo(self, file: str) -> None:
        """Take a picture, or say why it can be no logo."""
        from cxdesk.export.logo import read_logo

        path = Path(file)
        words = ""
        try:
            content = read_logo(path)
        except UserError as error:
            words = str(error)
        else:
            if QImage.fromData(content).isNull():
                words = tr("The logo “{}” cannot be shown. Save it anew as PNG or JPEG.").format(path.name)
        self.problem.setText(words)
        self.problem.setVisible(bool(words))
        if not words:
            self._set_logo(content)
            self._edited()

    @Slot()
    def remove_logo(self) -> None:
        """Have none."""
        self._set_logo(None)
        self._edited()

    def _set_logo(self, content: bytes | None) -> None:
        self._logo = content
        for widget in (self.preview, self.remove_button):
            widget.setVisible(content is not None)
        picture = QImage() if content is None else QImage.fromData(content)
        if picture.isNull():
            self.preview.setPixmap(QPixmap())
            self.preview.setText(tr("No logo"))
            self.preview.setAccessibleDescription(tr("No logo is chosen"))
            return
        self.preview.setPixmap(_on_paper(picture, self.devicePixelRatioF()))
        size = tr("{w} x {h} pixels").format(w=picture.width(), h=picture.height())
        self.preview.setToolTip(size)
        self.preview.setAccessibleDescription(size)

    # --- colour ---------------------------------------------------------------------------------------------------

    def _colour_part(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(S)
        self.hex = named(QLineEdit(), tr("Accent colour"), tr("# and six hexadecimal digits"))
        self.hex.setMaxLength(7)
        self.hex.setFixedWidth(96)
        self.hex.textEdited.connect(self._typed)
        self.hex.editingFinished.connect(self._typed_out)
        self.swatch = named(QPushButton(tr("&Pick…")), tr("Pick the accent colour"))
        self.swatch.setAutoDefault(False)
        self.swatch.clicked.connect(self.pick_colour)
        self.usual = QPushButton(tr("As usual"))
        theme.set_role(self.usual, "link")
        self.usual.setAutoDefault(False)
        self.usual.clicked.connect(self.take_usual)
        for widget in (self.hex, self.swatch, self.usual):
            line.addWidget(widget)
        line.addStretch(1)
        return line

    @Slot()
    def pick_colour(self) -> None:
        """Ask for a colour, in the native dialog."""
        chooser = QColorDialog(QColor(self._accent), self)
        chooser.setWindowTitle(tr("Accent colour"))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.colorSelected.connect(self.take_colour)
        chooser.open()

    @Slot(QColor)
    def take_colour(self, colour: QColor) -> None:
        """Take a colour."""
        self._set_accent(colour.name().upper())
        self._edited()

    @Slot()
    def take_usual(self) -> None:
        """Take the app's own colour again."""
        self.take_colour(QColor(ACCENT))

    @Slot(str)
    def _typed(self, text: str) -> None:
        found = _colour(text)
        if found is not None:
            self._accent = found
            self._show_swatch()
            self._edited()

    @Slot()
    def _typed_out(self) -> None:
        self.hex.setText(self._accent)  # what was no colour gives way to the last one that was

    def _set_accent(self, accent: str) -> None:
        self._accent = accent
        self.hex.setText(accent)
        self._show_swatch()

    def _show_swatch(self) -> None:
        self.swatch.setIcon(QIcon(_square(self._accent, self.devicePixelRatioF())))
        self.swatch.setAccessibleDescription(self._accent)
        self.usual.setVisible(self._accent != ACCENT)
        shade = darkened(self._accent, WHITE)
        words = tr("Too light for words and lines: they take the darker {}, so that they can be read.").format(shade)
        self._darker.setText("" if shade == self._accent else words)

    @Slot()
    def _edited(self) -> None:
        self.changed.emit()


def _colour(text: str) -> str | None:
    from cxdesk.export.template_file import checked_colour

    try:
        return checked_colour(text)
    except UserError:
        return None


def _on_paper(picture: QImage, ratio: float) -> QPixmap:
    """A picture as it will stand on white paper, whatever the scheme of the window."""
    width, height = (round(side * ratio) for side in _PREVIEW)
    out = QPixmap(width, height)
    out.fill(Qt.GlobalColor.transparent)
    painter = QPainter(out)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(theme.tokens().border))
    painter.setBrush(Qt.GlobalColor.white)
    painter.drawRoundedRect(out.rect().adjusted(0, 0, -1, -1), RADIUS * ratio, RADIUS * ratio)
    air = round(S * ratio)
    shown = picture.scaled(width - 2 * air, height - 2 * air, Qt.AspectRatioMode.KeepAspectRatio,
                           Qt.TransformationMode.SmoothTransformation)  # fmt: skip
    if shown.width() > picture.width() * ratio:
        shown = picture.scaledToWidth(round(picture.width() * ratio), Qt.TransformationMode.SmoothTransformation)
    painter.drawImage((width - shown.width()) // 2, (height - shown.height()) // 2, shown)
    painter.end()
    out.setDevicePixelRatio(ratio)
    return out


def _square(colour: str, ratio: float) -> QPixmap:
    side = round(_SWATCH * ratio)
    out = QPixmap(side, side)
    out.fill(Qt.GlobalColor.transparent)
    painter = QPainter(out)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(theme.tokens().line))
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(out.rect().adjusted(0, 0, -1, -1), 4 * ratio, 4 * ratio)
    painter.end()
    out.setDevicePixelRatio(ratio)
    return out
