"""What the words of a question ask for: recommendation, satisfaction, effort, the satisfaction of employees."""

from __future__ import annotations

import re

from cxdesk.imports.names import Header, fold

_RECOMMEND = re.compile(
    r"recommend|recom(?:e|ie|a)nd|empfehl|empfiehl|recommand|raccomand|consigli|aanbevel|aanraden|net promoter|"
    r"\be?nps\b|\bltr\b|refer (?:us|a friend|me)|tell (?:a friend|your friends)|"
    r"conseilleri|\bindicar.*\b(?:amig|coleg|conhecid|pessoa)|conseiller.*\b(?:ami|collegue|proche|entourage)"
)
_EMPLOYER = re.compile(
    r"\benps\b|place to work|as an employer|as a workplace|working (?:here|at|for)|work (?:here|for us)|"
    r"arbeitgeber|arbeitsplatz|lugar (?:de|para) trab|lieu de travail|employeur|empregador|"
    r"empleador|local de trabalho|para trabalhar|para trabajar"
)
_EMPLOYEE = re.compile(
    r"employee|mitarbeiter|\bmy job\b|\byour job\b|\bjob satisf|workplace|working here|working at|"
    r"empleado|funcionario|salarie|collaborat|\besat\b|your manager|your workload"
)
# Staff whom a customer rates.
_STAFF = re.compile(
    r"\b(?:our|the|an?|which|your)\s+(?:\w+\s+)?employee|employees?\s+(?:who|that|was|were|handled|"
    r"helped)|\b(?:unser\w*|der|dem|den|des|die|ein\w*)\s+mitarbeiter(?:s|n|in|innen)?\b|"
    r"(?:nuestr\w+|el|los)\s+empleado|noss\w+\s+funcionario"
)
_SATISFIED = re.compile(
    r"satisf|zufrieden|csat|c-sat|\bhappy\b|\bcontent\b|tevreden|soddisf|happiness|delighted|contento"
)
_HOW_SATISFIED = re.compile(
    r"how (?:satisfied|happy)|wie zufrieden|que tan satisf|quao satisf|hoe tevreden|satisfied (?:are|were|"
    r"with)|satisfaction with|zufriedenheit mit|satisfecho"
)
_EFFORT = re.compile(
    r"effort|\beas(?:y|ily|e|ier)\b|einfach|facile|\bfacil|aufwand|esfuerzo|esforco|difficult|schwierig|"
    r"difficil|dificil|\bces\b|leicht|how hard|gemakkelijk|makkelijk|moeilijk"
)
_LOYALTY = re.compile(r"loyalty|promoter|loyalitat|lealtad|fidelite")
_RATED = re.compile(
    r"\brat(?:e|ed|ing|ings)\b|bewert|beurteil|quality|qualitat|calidad|qualite|qualidade|califi|avali|"
    r"\bnote[rz]?\b|evalu|how was|how did|how would you describe|como fue|como foi|wie war|"
    r"comment (?:etait|evalu)|experience|erfahrung|experiencia"
)
_SUPPORT = re.compile(
    r"support|service|agent|assist|\bhelp|ticket|resolution|representative|hilfe|kundendienst|berater|"
    r"atencion|soporte|atendimento|suporte|assistance|conseiller|interaction|experience|erfahrung|"
    r"experiencia|overall|response time|speed|knowledge|friendl|courte|professional|quality|communication"
)
_RATING = re.compile(
    r"\brat(?:e|ed|ing|ings)\b|bewert|califi|avali|\bnotes?\b|quality|qualitat|calidad|qualite|qualidade"
)
# What counts or sums answers, and is none.
_COUNTED = re.compile(
    r"\b(?:number|count|counts|total|anzahl|responses|respondents|previous|last|prior|target|goal|average|"
    r"avg|mean|median|expected|percent|share|rank|weight|delta|change|vs|"
    r"category|group|segment|type|band|bucket|classification|status|label|sentiment|gruppe|kategorie|"
    r"categoria|durchschnitt|mittelwert|moyenne|promedio|media|ziel|objetivo|objectif|meta|trend|comment|reason|why|feedback|date|sent|id)\b|%|#"
)


def kind_of(words: str) -> str | None:
    """Kind of question that a header or a cell names: csat, nps, ces or esat; None where it names none."""
    plain = fold(words)
    if _RECOMMEND.search(plain):
        return "esat" if _EMPLOYER.search(plain) else "nps"
    if _EMPLOYEE.search(plain) and not _STAFF.search(plain):
        return "esat"
    if _EFFORT.search(plain) and not _HOW_SATISFIED.search(plain):
        return "ces"
    if _SATISFIED.search(plain):
        return "csat"
    return "nps" if _LOYALTY.search(plain) else None


def recommends(words: str) -> bool:
    """Whether a question asks for a recommendation, of customers or of employees."""
    return bool(_RECOMMEND.search(fold(words)))


def rates(header: Header) -> bool:
    """Whether a question asks for a rating of anything."""
    return bool(_RATED.search(fold(header.text)))


def rates_support(header: Header) -> bool:
    """Whether a question asks for a rating of the service that a customer got."""
    plain = fold(header.text)
    return bool(_RATED.search(plain) and _SUPPORT.search(plain))


def names_rating(header: Header) -> bool:
    """Whether a short header names a rating of the service: “Support rating”."""
    plain = fold(header.text)
    return bool(_RATING.search(plain) and _SUPPORT.search(plain))


def counts_answers(header: Header) -> bool:
    """Whether a header names a number or a group of answers rather than answers."""
    return bool(_COUNTED.search(header.base))
