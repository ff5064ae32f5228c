"""Facts about the sample company: who works there, who writes to them, about what."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Agent:
    """Style of an agent: factors on the team's usual hours, replies and reopens, and a shift in satisfaction."""

    name: str
    team: str
    hours: float = 1.0
    replies: float = 1.0
    reopens: float = 1.0
    warmth: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Channel:
    """Hours until the first response and until solved (median and spread of a lognormal), share of tickets."""

    name: str
    share: float
    first: tuple[float, float]
    solved: tuple[float, float]
    live: bool = False  # answered while the customer waits: only while somebody is on shift
    cost: float = 5.0


@dataclass(frozen=True, kw_only=True)
class Account:
    """A customer: its weight in the ticket volume, region, and the people who write."""

    name: str
    weight: float
    region: str
    mood: float
    contacts: tuple[tuple[str, str], ...]  # address and role


AGENTS = (
    Agent(name="Amara Osei", team="Front line", hours=0.75, reopens=1.6, replies=0.85, warmth=-0.05),
    Agent(name="Ben Hartley", team="Front line", hours=1.2, reopens=0.5, replies=1.15, warmth=0.3),
    Agent(name="Chiara Moretti", team="Front line", warmth=0.15),
    Agent(name="Daniel Kowalski", team="Front line", hours=1.05, warmth=0.0),
    Agent(name="Elif Aydin", team="Billing", hours=0.95, reopens=0.8, warmth=0.1),
    Agent(name="Farid Nazari", team="Billing", hours=1.25, reopens=1.2, replies=1.2, warmth=-0.2),
    Agent(name="Grace Lindholm", team="Technical", hours=0.9, replies=1.1, reopens=0.8, warmth=0.2),
    Agent(name="Hugo Perez", team="Technical", hours=1.2, replies=1.3, reopens=1.2, warmth=-0.1),
)
CHANNELS = (
    Channel(name="E-mail", share=0.40, first=(2.5, 1.15), solved=(12.0, 1.05), cost=6.2),
    Channel(name="Web form", share=0.20, first=(3.3, 1.1), solved=(13.5, 1.05), cost=5.4),
    Channel(name="Chat", share=0.19, first=(29 / 3600, 0.72), solved=(0.45, 1.2), live=True, cost=3.9),
    Channel(name="Phone", share=0.14, first=(70 / 3600, 0.7), solved=(0.35, 1.3), live=True, cost=7.8),
    Channel(name="Social media", share=0.07, first=(17 / 60, 0.8), solved=(3.5, 1.1), cost=4.6),
)
PRIORITIES = {"Low": (0.20, 1.3, 120), "Normal": (0.52, 1.0, 72), "High": (0.21, 0.75, 48), "Urgent": (0.07, 0.4, 18)}
CATEGORIES = {"Billing": 0.23, "Login and access": 0.16, "Technical issue": 0.22, "How-to question": 0.19,
              "Order and delivery": 0.13, "Feature request": 0.07}  # fmt: skip
PRODUCTS = {"Northwind Desk": 0.45, "Northwind Cloud": 0.35, "Northwind Mobile": 0.20}
SLOWNESS = {"Billing": 1.55, "Technical issue": 1.5, "Feature request": 1.3, "Login and access": 0.7}
REGIONS = {"Northern Europe": 0.38, "Southern Europe": 0.24, "North America": 0.26, "Asia Pacific": 0.12}
MONTHS = (1.10, 1.0, 1.02, 0.98, 1.0, 0.97, 0.90, 0.86, 1.02, 1.04, 1.05, 1.10)
WEEKDAYS = (1.42, 1.22, 1.13, 1.08, 0.98, 0.42, 0.36)
HOURS = (0.2, 0.1, 0.1, 0.1, 0.2, 0.4, 0.8, 2, 5, 7.5, 8.5, 7.5, 5.5, 7, 7.5, 6.5, 5.5, 4, 2.5, 2, 1.8, 1.5, 0.9, 0.4)
FIRST_WORDS = ("Alder", "Birch", "Cobalt", "Delta", "Ember", "Fjord", "Granite", "Harbour", "Iris", "Juniper",
               "Kestrel", "Linden", "Maple", "Nordic", "Opal", "Pine", "Quartz", "Rowan", "Summit", "Tide")  # fmt: skip
SECOND_WORDS = ("Logistics", "Clinics", "Foods", "Retail", "Energy", "Travel", "Media", "Finance", "Works")
PEOPLE = ("a.berg", "b.costa", "c.dahl", "d.evans", "e.fischer", "f.garcia", "g.hansen", "h.ito", "j.kaya", "k.lund")
SUBJECTS = {
    "Billing": ("Invoice shows the wrong amount", "Charged twice this month", "Need a corrected invoice"),
    "Login and access": ("Cannot sign in", "Password reset link expired", "Please add a new colleague"),
    "Technical issue": ("Synchronisation stops half way", "Error when saving", "The app is very slow today"),
    "How-to question": ("How do I export a report?", "Where can I change the language?", "Question about rules"),
    "Order and delivery": ("Where is our delivery?", "Wrong item received", "Change the delivery address"),
    "Feature request": ("Could you support dark mode?", "Wish: a calendar view", "Please add more filters"),
}
