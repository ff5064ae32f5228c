"""The one style sheet of the app, generated from tokens.

Looks by role (`theme.set_role(widget, name)`):

    labels   headline, title, section, muted, small, strong, error, figure
    buttons  primary, chip, flat, navigation, link, target
    frames   card, bar, side, banner, drop
"""

from __future__ import annotations

from cxdesk.common.resources import resource_path
from ui.theme.tokens import BODY, CONTROL_HEIGHT, FIGURE, RADIUS, SMALL, TITLE, XS, L, M, S, Tokens

_ITEM_MARGIN = 3  # of a cell's text, which Qt adds to the padding: titles and cells stand in one line


def sheet(t: Tokens) -> str:
    """Qt style sheet of a scheme."""
    return "\n".join((_labels(t), _buttons(t), _text_buttons(t), _frames(t), _inputs(t), _views(t), _chrome(t)))


def _icon(name: str) -> str:
    return resource_path("icons", f"{name}.svg").as_posix()


def _labels(t: Tokens) -> str:
    return f"""
QLabel {{ background: transparent; }}
QLabel[role="headline"] {{ font-size: {TITLE + 2}px; font-weight: 600; color: {t.text}; }}
QLabel[role="title"] {{ font-size: {TITLE}px; font-weight: 600; color: {t.text}; }}
QLabel[role="figure"] {{ font-size: {FIGURE}px; font-weight: 600; color: {t.text}; }}
QLabel[role="section"] {{ font-size: {SMALL - 1}px; font-weight: 600; color: {t.muted}; letter-spacing: 0.8px; }}
QLabel[role="strong"] {{ font-weight: 600; color: {t.text}; }}
QLabel[role="muted"] {{ color: {t.muted}; }}
QLabel[role="small"] {{ font-size: {SMALL}px; color: {t.muted}; }}
QLabel[role="error"] {{ font-size: {SMALL}px; color: {t.missed}; }}
"""


def _buttons(t: Tokens) -> str:
    return f"""
QPushButton, QToolButton {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border};
    border-radius: 6px; padding: 0 {M - 1}px; min-height: {CONTROL_HEIGHT - 2}px; font-size: {BODY - 1}px; }}
QPushButton:hover, QToolButton:hover {{ background: {t.hover}; border-color: {t.line}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {t.selected}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {t.line}; border-color: {t.border}; background: transparent; }}
QPushButton:focus, QToolButton:focus {{ border: 2px solid {t.accent}; padding: 0 {M - 2}px;
    min-height: {CONTROL_HEIGHT - 4}px; outline: none; }}
QPushButton::menu-indicator, QToolButton::menu-indicator {{ image: none; width: 0; }}
QToolButton {{ padding: 0 {XS}px; }}
QToolButton:focus {{ padding: 0 {XS - 1}px; }}
QPushButton[role="primary"] {{ background: {t.accent}; color: {t.on_accent}; border-color: {t.accent};
    font-weight: 600; padding: 0 {L - 2}px; }}
QPushButton[role="primary"]:hover {{ background: {t.accent_hover}; border-color: {t.accent_hover}; }}
QPushButton[role="primary"]:focus {{ border: 2px solid {t.text}; padding: 0 {L - 3}px; }}
QPushButton[role="primary"]:disabled {{ background: {t.selected}; color: {t.line}; border-color: {t.selected}; }}
QPushButton[role="chip"]:checked, QToolButton[role="chip"]:checked, QPushButton[role="chip-on"] {{
    background: {t.accent_soft}; color: {t.accent}; border-color: {t.accent}; }}
QPushButton[role="chip"] {{ color: {t.muted}; }}
QPushButton[role="chip"]:hover {{ color: {t.text}; }}
QPushButton[role="chip-on"]:hover {{ border-width: 2px; padding: 0 {M - 2}px; }}
QPushButton[role="flat"], QToolButton[role="flat"] {{ background: transparent; border-color: transparent;
    color: {t.muted}; }}
QPushButton[role="flat"]:hover, QToolButton[role="flat"]:hover {{ background: {t.hover}; color: {t.text}; }}
QPushButton[role="flat"]:disabled {{ background: transparent; border-color: transparent; color: {t.line}; }}
QPushButton[role="flat"]:focus, QToolButton[role="flat"]:focus {{ border-color: {t.accent}; }}
"""


def _text_buttons(t: Tokens) -> str:
    """Buttons that look like text, and those of the navigation."""
    return f"""
QPushButton[role="link"] {{ background: transparent; border-color: transparent; color: {t.accent};
    padding: 0 {XS}px; min-height: 20px; font-size: {SMALL}px; text-align: left; }}
QPushButton[role="link"]:disabled {{ color: {t.line}; background: transparent; border-color: transparent; }}
QPushButton[role="link"]:hover:enabled {{ text-decoration: underline; }}
QPushButton[role="link"]:focus {{ border: 2px solid {t.accent}; padding: 0 {XS - 1}px; min-height: 18px; }}
QPushButton[role="warning"] {{ background: transparent; border-color: transparent; color: {t.near};
    padding: 0 {XS}px; min-height: 18px; font-size: {SMALL}px; }}
QPushButton[role="warning"]:hover {{ text-decoration: underline; }}
QPushButton[role="warning"]:focus {{ border: 2px solid {t.accent}; min-height: 16px; padding: 0 {XS - 1}px; }}
QPushButton[role="target"] {{ background: transparent; border: none; border-bottom: 1px dashed {t.line};
    border-radius: 0; color: {t.muted}; font-size: {SMALL}px; font-weight: 600; padding: 0; min-height: 18px; }}
QPushButton[role="target"]:hover {{ color: {t.accent}; border-bottom: 1px solid {t.accent}; }}
QPushButton[role="target"]:focus {{ color: {t.accent}; border: 2px solid {t.accent}; border-radius: 4px;
    padding: 0 2px; min-height: 16px; }}
QPushButton[role="navigation"] {{ background: transparent; border: 2px solid transparent; text-align: left;
    color: {t.muted}; padding: 0 {M - 4}px; min-height: 30px; font-size: {BODY - 1}px; }}
QPushButton[role="navigation"]:hover {{ background: {t.hover}; color: {t.text}; }}
QPushButton[role="navigation"]:checked {{ background: {t.selected}; color: {t.text}; font-weight: 600; }}
QPushButton[role="navigation"]:focus {{ border-color: {t.accent}; }}
"""


def _frames(t: Tokens) -> str:
    return f"""
QFrame[role="card"] {{ background: {t.surface}; border: 1px solid {t.border}; border-radius: {RADIUS}px; }}
QFrame[role="side"] {{ background: {t.surface}; border: none; border-right: 1px solid {t.border}; }}
QFrame[role="bar"] {{ background: transparent; border: none; }}
QFrame[role="banner"] {{ background: {t.near_soft}; border: 1px solid {t.border}; border-radius: {RADIUS}px; }}
QFrame[role="question"] {{ background: {t.surface}; border: 1px solid {t.border};
    border-left: 3px solid {t.near}; border-radius: {RADIUS}px; }}
QFrame[role="drop"] {{ background: {t.surface}; border: 2px dashed {t.line}; border-radius: {RADIUS + 4}px; }}
QFrame[role="drop-over"] {{ background: {t.accent_soft}; border: 2px dashed {t.accent};
    border-radius: {RADIUS + 4}px; }}
QFrame[role="popover"] {{ background: {t.surface}; border: 1px solid {t.line}; }}
QScrollArea {{ background: transparent; border: none; }}
QScrollArea > QWidget > QWidget[role="page"] {{ background: transparent; }}
"""


def _inputs(t: Tokens) -> str:
    fields = "QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit, QTextEdit"
    return f"""
{fields} {{ background: {t.field}; color: {t.text}; border: 1px solid {t.line}; border-radius: 6px;
    padding: 0 {S}px; min-height: {CONTROL_HEIGHT - 2}px; font-size: {BODY - 1}px;
    selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
QPlainTextEdit, QTextEdit {{ padding: {XS}px; }}
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus, QTextEdit:focus {{
    border: 2px solid {t.accent}; padding: 0 {S - 1}px; min-height: {CONTROL_HEIGHT - 4}px; }}
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {{ color: {t.line}; border-color: {t.border}; }}
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {{ background: transparent; border: none; padding: 0;
    min-height: 16px; }}
QAbstractSpinBox QLineEdit:focus, QComboBox QLineEdit:focus {{ border: none; padding: 0; min-height: 16px; }}
QAbstractSpinBox {{ padding-left: {XS}px; }}
QAbstractSpinBox:focus {{ padding-left: {XS - 1}px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ background: transparent; border: none; width: 18px; }}
QAbstractSpinBox::up-arrow {{ image: url("{_icon("control-chevron-up")}"); width: 11px; height: 11px; }}
QAbstractSpinBox::down-arrow, QComboBox::down-arrow {{ image: url("{_icon("control-chevron-down")}");
    width: 11px; height: 11px; }}
QComboBox::drop-down, QDateEdit::drop-down {{ border: none; width: 22px; }}
QDateEdit::down-arrow {{ image: url("{_icon("control-chevron-down")}"); width: 11px; height: 11px; }}
QAbstractSpinBox > QLineEdit {{ border: none; background: transparent; padding: 0; min-height: 0; }}
QComboBox QAbstractItemView {{ background: {t.surface}; border: 1px solid {t.line}; padding: {XS}px;
    selection-background-color: {t.selected}; selection-color: {t.text}; outline: none; }}
QCheckBox, QRadioButton {{ spacing: {S}px; font-size: {BODY - 1}px; }}
QCheckBox::indicator, QAbstractItemView::indicator, QRadioButton::indicator {{ width: 16px; height: 16px;
    border: 1px solid {t.line};
    background: {t.field}; }}
QCheckBox::indicator, QAbstractItemView::indicator {{ border-radius: 4px; }}
QRadioButton::indicator {{ border-radius: 9px; }}
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {{ background: {"#2456b8" if t.dark else t.accent};
    border-color: {t.accent}; image: url("{_icon("control-check")}"); }}
QRadioButton::indicator:checked {{ border: 5px solid {t.accent}; width: 8px; height: 8px; background: {t.field}; }}
QCheckBox:focus, QRadioButton:focus {{ color: {t.accent}; }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border-color: {t.accent}; }}
"""


def _views(t: Tokens) -> str:
    return f"""
QAbstractItemView {{ background: {t.surface}; color: {t.text}; border: none; outline: none;
    font-size: {BODY - 1}px; gridline-color: {t.border};
    selection-background-color: {t.selected}; selection-color: {t.text}; alternate-background-color: {t.surface}; }}
QTableView::item, QTreeView::item {{ padding: 0 {S - _ITEM_MARGIN}px; border: none;
    border-bottom: 1px solid {t.border}; }}
QTreeView[role="choice"]::item {{ min-height: {CONTROL_HEIGHT - 6}px; border: none; }}
QTreeView::indicator:indeterminate {{ background: {t.accent_soft}; border: 4px solid {t.accent}; width: 10px;
    height: 10px; }}
QTableView::item:selected, QTreeView::item:selected {{ background: {t.selected}; color: {t.text}; }}
QListView::item {{ padding: {XS}px {S}px; border-radius: 6px; }}
QListView::item:selected {{ background: {t.selected}; color: {t.text}; }}
QHeaderView {{ background: {t.surface}; border: none; }}
QHeaderView::section {{ background: {t.surface}; color: {t.muted}; border: none; border-bottom: 1px solid {t.line};
    padding: {XS}px {S}px; font-size: {SMALL}px; font-weight: 600; }}
QHeaderView::section:vertical {{ border-bottom: 1px solid {t.border}; color: {t.text}; font-weight: 400; }}
QTableView[role="entry"]::item {{ border: 1px solid transparent; padding: 0 {S - _ITEM_MARGIN - 1}px; }}
QTableView[role="entry"]::item:focus {{ border: 2px solid {t.accent}; padding: 0 {S - _ITEM_MARGIN - 2}px; }}
QHeaderView::up-arrow {{ image: url("{_icon("control-chevron-up")}"); width: 10px; height: 10px; }}
QHeaderView::down-arrow {{ image: url("{_icon("control-chevron-down")}"); width: 10px; height: 10px; }}
QTableCornerButton::section {{ background: {t.surface}; border: none; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {t.border}; }}
QTabBar {{ background: transparent; qproperty-drawBase: 0; }}
QTabBar::tab {{ background: transparent; color: {t.muted}; border: none; border-bottom: 2px solid transparent;
    padding: {S}px {XS}px; margin-right: {L}px; font-size: {BODY - 1}px; }}
QTabBar::tab:selected {{ color: {t.text}; border-bottom: 2px solid {t.accent}; }}
QTabBar::tab:hover {{ color: {t.text}; }}
QTabBar::tab:disabled {{ color: {t.line}; }}
QTabBar::tab:focus {{ color: {t.accent}; }}
"""


def _chrome(t: Tokens) -> str:
    return f"""
QMainWindow, QDialog {{ background: {t.background}; }}
QMenuBar {{ background: {t.surface}; color: {t.text}; border-bottom: 1px solid {t.border};
    font-size: {BODY - 1}px; padding: 1px {XS}px; }}
QMenuBar::item {{ padding: {XS}px {S}px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {t.selected}; }}
QMenu {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border}; padding: {XS}px;
    font-size: {BODY - 1}px; }}
QMenu::item {{ padding: 5px {L}px 5px {M}px; border-radius: 4px; }}
QMenu::item:selected {{ background: {t.selected}; color: {t.text}; }}
QMenu::item:disabled {{ color: {t.line}; }}
QMenu::separator {{ height: 1px; background: {t.border}; margin: {XS}px {S}px; }}
QMenu::indicator {{ width: 14px; height: 14px; left: 6px; }}
QStatusBar {{ background: {t.surface}; color: {t.muted}; border-top: 1px solid {t.border};
    font-size: {SMALL}px; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel {{ color: {t.muted}; font-size: {SMALL}px; }}
QToolTip {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.line}; padding: {XS}px;
    font-size: {SMALL}px; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {t.line}; border-radius: 3px; border: 3px solid transparent; }}
QScrollBar::handle:vertical {{ min-height: 32px; margin: 3px; border-radius: 3px; border: none; }}
QScrollBar::handle:horizontal {{ min-width: 32px; margin: 3px; border-radius: 3px; border: none; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QProgressBar {{ background: {t.selected}; border: none; border-radius: 3px; max-height: 6px; min-height: 6px;
    text-align: center; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
QSplitter::handle {{ background: {t.border}; }}
QSplitter[role="gap"]::handle {{ background: transparent; }}
QSplitter[role="gap"]::handle:hover {{ background: {t.selected}; }}
"""
