"""Names as a user types them on the command line: aliases and teams of agents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cxdesk.report.dimensions import named_dimension
from cxdesk.tables.aliases import Alias, read_alias, with_aliases
from cxdesk.tables.dataset import Dataset
from cxdesk.tables.in_use import NO_NAMES, Names, in_use
from cxdesk.tables.teams import AgentTeam, read_team, with_teams_of


@dataclass(frozen=True, kw_only=True)
class TypedNames:
    """What was typed, read but not yet held against any data: dimension, spelling and name of each alias.

    With `hide_agents` the dataset names no member of the team.
    """

    aliases: tuple[tuple[str, str, str], ...] = ()
    teams: tuple[AgentTeam, ...] = ()
    hide_agents: bool = False

    @classmethod
    def read(cls, aliases: Sequence[str], teams: Sequence[str], *, hide_agents: bool = False) -> TypedNames:
        """Texts `DIMENSION:FROM=TO` and `AGENT=TEAM`.

        Raises:
            UserError: a text has not its form.
        """
        return cls(aliases=tuple(map(read_alias, aliases)), teams=with_teams_of((), map(read_team, teams)),
                   hide_agents=hide_agents)  # fmt: skip

    def applied(self, dataset: Dataset) -> Dataset:
        """The dataset in use under these names.

        Raises:
            UserError: the data has no such dimension, or an alias leads back to itself.
        """
        return in_use(dataset, self.added(dataset, NO_NAMES))

    def added(self, dataset: Dataset, names: Names) -> Names:
        """Further names beside those that were said before.

        Raises:
            UserError: as of `applied`.
        """
        aliases = names.aliases
        for dimension, spelling, name in self.aliases:
            alias = Alias(dimension=named_dimension(dataset.behind or dataset, dimension), spelling=spelling, name=name)
            aliases = with_aliases(aliases, [alias])
        teams = with_teams_of(names.teams, self.teams)
        return replace(names, aliases=aliases, teams=teams, hide_agents=names.hide_agents or self.hide_agents)
