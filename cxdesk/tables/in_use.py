"""The dataset that everything is computed from: the imported one under the names that the user gave."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cxdesk.tables.aliases import Alias
from cxdesk.tables.checks import checked
from cxdesk.tables.dataset import Dataset
from cxdesk.tables.hidden import without_agents
from cxdesk.tables.labels import one_label
from cxdesk.tables.matches import with_ids_by_digits, with_unmatched
from cxdesk.tables.teams import AgentTeam, with_agents_teams

_KEPT = 4  # datasets made of one imported dataset: undo and redo find theirs again


@dataclass(frozen=True, kw_only=True)
class Names:
    """What the user said about names.

    `aliases` are spellings that stand for others, `teams` the agents' teams, which `replace_teams` puts also in place
    of those in the files. `ids_by_digits` lets answers find their ticket by the number in its id alone. With
    `hide_agents` the dataset names no member of the team.
    """

    aliases: tuple[Alias, ...] = ()
    teams: tuple[AgentTeam, ...] = ()
    replace_teams: bool = False
    ids_by_digits: bool = False
    hide_agents: bool = False


NO_NAMES = Names()


def in_use(dataset: Dataset, names: Names = NO_NAMES) -> Dataset:
    """The dataset under the names: made once and kept with the imported one, which stays as it is.

    Given one in use already, its imported one is taken. No table gains or loses rows.
    """
    imported = dataset.imported
    known = imported.uses.get(names)
    if known is None:
        known = _made(imported, names)
        if known is not imported:
            object.__setattr__(known, "origin", imported)
        while len(imported.uses) >= _KEPT:
            imported.uses.pop(next(iter(imported.uses)))
        imported.uses[names] = known
    return known


def _made(imported: Dataset, names: Names) -> Dataset:
    if not imported.tables:
        return imported
    if names.hide_agents:
        return without_agents(in_use(imported, replace(names, hide_agents=False)))
    named = one_label(imported, names.aliases)
    if names.ids_by_digits:
        named = with_ids_by_digits(named)
    teamed = with_agents_teams(named, names.teams, instead=names.replace_teams)
    return with_unmatched(checked(teamed))
