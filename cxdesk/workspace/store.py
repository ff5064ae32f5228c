"""The user's own settings: one JSON file, written whole or not at all, and never able to stop the app."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from cxdesk.common import atomic
from cxdesk.common.calendars import BusinessCalendar, CalendarFor
from cxdesk.common.channels import DEFAULT_LIMITS, ChannelLimit
from cxdesk.common.conventions import Conventions
from cxdesk.common.resources import resource_path
from cxdesk.common.sla import SlaPolicy
from cxdesk.export.template import ReportTemplate
from cxdesk.imports.plan import SheetPlan
from cxdesk.tables.aliases import Alias
from cxdesk.tables.dataset import EMPTY, Dataset
from cxdesk.tables.teams import AgentTeam
from cxdesk.targets.target import TargetBook
from cxdesk.workspace.lock import Held, Lock, Unlockable
from cxdesk.workspace.session import Session
from cxdesk.workspace.typed_rows import AuditRow, Typed, TypedFigure
from cxdesk.workspace.views import SavedView

if TYPE_CHECKING:
    from cxdesk.workspace.file.names import Names

FILE_NAME = "settings.json"
_RECENT = 10
_PATIENCE_S, _STEP_S = 1.0, 0.01
_LISTS = {"recent", "workspaces"}
_PATHS = ("recent", "workspaces", "last")


class StoredSettings(BaseModel):
    """Everything kept between two starts besides the data of files; `figures` and `audit` are what was typed in.

    `zone` "" = the system's. `window` is the window's geometry as its toolkit writes it, base64. `recent` lists paths
    of opened spreadsheets, newest first, `workspaces` those of workspaces, `last` the spreadsheets whose data was open
    last. `dialogs` keeps what dialogs were last set to, by dialog.
    """

    model_config = ConfigDict(
        frozen=True, extra="ignore", allow_inf_nan=False, ser_json_bytes="base64", val_json_bytes="base64"
    )

    schema_version: Literal[1] = 1
    appearance: Literal["system", "light", "dark"] = "system"
    zone: str = ""
    targets: TargetBook = Field(default_factory=TargetBook)
    conventions: Conventions = Field(default_factory=Conventions)
    business: BusinessCalendar | None = None
    calendars: tuple[CalendarFor, ...] = ()
    limits: tuple[ChannelLimit, ...] = DEFAULT_LIMITS
    sla: tuple[SlaPolicy, ...] = ()
    layouts: dict[str, SheetPlan] = Field(default_factory=dict)
    figures: tuple[TypedFigure, ...] = ()
    audit: tuple[AuditRow, ...] = ()
    aliases: tuple[Alias, ...] = ()
    teams: tuple[AgentTeam, ...] = ()
    replace_teams: bool = False
    ids_by_digits: bool = False
    apart: tuple[Alias, ...] = ()
    views: tuple[SavedView, ...] = ()
    templates: tuple[ReportTemplate, ...] = ()
    hide_agents: bool = False
    workspace_id: str = ""
    recent: tuple[str, ...] = ()
    workspaces: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    window: str = ""
    dialogs: dict[str, dict[str, Any]] = Field(default_factory=dict)

    def session(self, system_zone: str) -> Session:
        """A new session under these settings; it holds nothing but what was typed in."""
        typed, zone = Typed(figures=self.figures, audit=self.audit), self.zone or system_zone
        return Session(
            dataset=_dataset_of(typed, zone),
            typed=typed,
            targets=self.targets,
            conventions=self.conventions,
            zone=zone,
            business=self.business,
            calendars=self.calendars,
            limits=self.limits,
            sla=self.sla,
            layouts=self.layouts,
            aliases=self.aliases,
            teams=self.teams,
            replace_teams=self.replace_teams,
            ids_by_digits=self.ids_by_digits,
            apart=self.apart,
            views=self.views,
            templates=self.templates,
            hide_agents=self.hide_agents,
            workspace_id=self.workspace_id,
        )

    def keeping(self, session: Session, system_zone: str) -> StoredSettings:
        """These settings with what the session holds; a zone that is the system's is not written down.

        An empty session and the sample leave `last` alone: it is there to open one's own files again.
        """
        paths = dict.fromkeys(source.path for source in session.dataset.sources if source.path)
        files = tuple(path for path in paths if Path(path).parent != resource_path("samples"))
        return self.model_copy(
            update={
                "targets": session.targets,
                "conventions": session.conventions,
                "zone": "" if session.zone == system_zone else session.zone,
                "business": session.business,
                "calendars": session.calendars,
                "limits": session.limits,
                "sla": session.sla,
                "layouts": dict(session.layouts),
                "figures": session.typed.figures,
                "audit": session.typed.audit,
                "aliases": session.aliases,
                "teams": session.teams,
                "replace_teams": session.replace_teams,
                "ids_by_digits": session.ids_by_digits,
                "apart": session.apart,
                "views": session.views,
                "templates": session.templates,
                "hide_agents": session.hide_agents,
                "workspace_id": session.workspace_id,
                "last": files or self.last,
            }
        )

    def with_recent(self, paths: tuple[str, ...]) -> StoredSettings:
        """These settings with files moved to the front of the recent ones."""
        return self.model_copy(update={"recent": _newest(paths, self.recent)})

    def with_workspaces(self, paths: tuple[str, ...]) -> StoredSettings:
        """These settings with workspaces moved to the front of the recent ones."""
        return self.model_copy(update={"workspaces": _newest(paths, self.workspaces)})


def settings_without(settings: StoredSettings, names: Names) -> StoredSettings:
    """The settings without a person's names; recent files whose path holds one are no recent files any more."""
    lists = {name: tuple(path for path in getattr(settings, name) if not names.is_in(path)) for name in _PATHS}
    kept = settings.model_copy(update=lists)
    plain = kept.model_dump(mode="json")
    cleaned = {name: names.within_part(name, value, {}) for name, value in plain.items()}
    return kept if cleaned == plain else StoredSettings.model_validate(cleaned)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other windows from writing between looking and writing; one that hangs is not waited for."""
    lock, until = None, time.monotonic() + _PATIENCE_S
    while lock is None and time.monotonic() < until:
        try:
            lock = Lock.take(path, now=datetime.now(tz=UTC))
        except Held:
            time.sleep(_STEP_S)
        except Unlockable:
            break
    try:
        yield
    finally:
        if lock is not None:
            lock.release()


def _newest(first: tuple[str, ...], then: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *then)))[:_RECENT]


def _dataset_of(typed: Typed, zone: str) -> Dataset:
    if not typed.figures and not typed.audit:
        return EMPTY
    from cxdesk.workspace.typed import with_typed  # what it needs of the import is slow to load

    return with_typed(EMPTY, typed, zone)


class UserStore:
    """Reads and writes `settings.json` of a folder, which other windows of the app read and write too.

    `notes` are sentences for the user about what could not be read. What this store loaded or saved last tells what
    was changed here: only that is written.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self.notes: tuple[str, ...] = ()
        self._known: StoredSettings | None = None

    def load(self) -> StoredSettings:
        """The settings; defaults for what is missing or damaged. A damaged file is kept beside, never overwritten."""
        self._known = self._load()
        return self._known

    def save(self, settings: StoredSettings) -> None:
        """Write what differs from what this store loaded or saved last; the rest stays as other windows left it.

        Raises:
            OSError: the folder cannot be written.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(self.path):
            merged = self._merged(settings)
            atomic.write_text(self.path, merged.model_dump_json(indent=1) + "\n")
        self._known = settings

    def forget(self, settings: StoredSettings, names: Names) -> None:
        """Write the settings without a person, also what other windows wrote of them.

        Raises:
            OSError: the folder cannot be written.
        """
        with _alone(self.path):
            cleaned = settings_without(self._merged(settings), names)
            atomic.write_text(self.path, cleaned.model_dump_json(indent=1) + "\n")
        self._known = settings_without(settings, names)

    def _merged(self, settings: StoredSettings) -> StoredSettings:
        known, there = self._known, self._there()
        if known is None or there is None:
            return settings
        names = [name for name in StoredSettings.model_fields if getattr(settings, name) != getattr(known, name)]
        changed = {name: getattr(settings, name) for name in names}
        for name in _LISTS & changed.keys():  # both windows opened files: neither's are forgotten
            changed[name] = _newest(changed[name], getattr(there, name))
        if "dialogs" in changed:
            own = {key: value for key, value in settings.dialogs.items() if known.dialogs.get(key) != value}
            changed["dialogs"] = {**there.dialogs, **own}
        return there.model_copy(update=changed)

    def _there(self) -> StoredSettings | None:
        """The settings as they stand in the file now; None where they cannot be read."""
        try:
            return StoredSettings.model_validate_json(self.path.read_bytes())
        except (OSError, ValidationError):
            return None

    def _load(self) -> StoredSettings:
        self.notes = ()
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return StoredSettings()
        except (OSError, UnicodeDecodeError) as error:
            return self._start_over(f"could not be read ({error.__class__.__name__})")
        try:
            document = json.loads(text)
        except (json.JSONDecodeError, RecursionError):
            return self._start_over("is damaged")
        if not isinstance(document, dict) or document.get("schema_version", 1) != 1:
            return self._start_over("was written by another version")
        return self._read(document)

    def _read(self, document: dict[str, Any]) -> StoredSettings:
        try:
            return StoredSettings.model_validate(document)
        except ValidationError:
            pass
        good: dict[str, Any] = {}
        bad: list[str] = []
        for name, field in StoredSettings.model_fields.items():
            if name not in document:
                continue
            try:
                good[name] = TypeAdapter[Any](field.rebuild_annotation()).validate_python(document[name])
            except ValidationError:
                bad.append(name)
        kept = self._set_aside()
        self.notes = (f"Parts of the settings could not be read and are back to default: {', '.join(bad)}.{kept}",)
        return StoredSettings(**good)

    def _start_over(self, what: str) -> StoredSettings:
        self.notes = (f"The settings file {what}; the app starts with its defaults.{self._set_aside()}",)
        return StoredSettings()

    def _set_aside(self) -> str:
        """Keep the file under another name; words saying where."""
        stamp = datetime.now(tz=UTC).strftime("%Y%m%d-%H%M%S")
        aside = self.path.with_name(f"settings.damaged-{stamp}.json")
        try:
            self.path.replace(aside)
        except OSError:
            return ""
        return f" The old file is kept as {aside.name}."
