"""Words by which a column may say whether, from when or until when something holds (K35).

Such a column that nobody reads is asked about like one about rights (K31): *Contact end date*,
*Parent 2 status*, in whatever file speaks of people or relationships.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from kinkeeper.roster.cells.claim_words import NO, YES
from kinkeeper.roster.cells.placeholder_columns import placeholders
from kinkeeper.roster.cells.validity import DISABLED, ENDED, NOW
from kinkeeper.roster.headings.heading_subject import (
    NOBODY,
    WHOM_WORDS,
    Said,
    said_of,
    without_added,
    words_of,
)
from kinkeeper.roster.headings.words import JOINS
from kinkeeper.roster.text.word_list import listed

# English, Norwegian, Swedish, Danish, German, Finnish, Dutch, French, Spanish, Portuguese, Italian,
# Polish.
STATUS = listed("status tila statut état estado situación situação stato stan")
ACTIVE = listed("active isactive enabled aktiv aktiivinen actief actif activo ativo attivo aktywny")
GONE = listed("deleted isdeleted ended slettet borttagen gelöscht poistettu verwijderd supprimé")
SHUT = listed("""
    disabled suspended inactive isdisabled issuspended isinactive deaktivert deaktiviert gesperrt
    inaktiverad inaktiv deaktiveret
""")
FIRST = listed("""
    validfrom startdate startson begindate startsfrom effectivefrom
    gyldigfra startdato giltigfrån startdatum gyldigfra gültigab gültigvon gültigseit
    voimassaalkaen alkupvm alkamispäivä geldigvan geldigvanaf ingangsdatum begindatum
    valableàpartirdu valabledu datededébut válidodesde fechadeinicio ważneod dataod
    datadeinício datadeinicio datainizio datadiinizio datarozpoczęcia
""")
LAST = listed("""
    validto validuntil validtill validthrough enddate endson expirydate expirationdate expires
    gyldigtil sluttdato giltigtill giltigttill slutdatum slutdato gültigbis enddatum ablaufdatum
    voimassaasti voimassasaakka loppupvm päättymispäivä geldigtot geldigtotenmet einddatum
    valablejusquau datedefin datefin finvalidité findevalidité válidohasta fechadefin fechafin
    válidoaté datadefim datafim datadetérmino datafine datadifine datascadenza ważnedo datado
    datazakończenia
    leavingdate dateofleaving leftdate lefton dateleft exitdate withdrawaldate
    utmeldingsdato utskrivningsdatum udmeldelsesdato austrittsdatum abgangsdatum austritt
    eropäivä eropvm uitschrijfdatum datedesortie datesortie fechadebaja fechabaja fechadesalida
    datadesaída datasaída datadiuscita datauscita datawypisu
""")
WORDS = {
    NOW: """
        active current enabled valid ongoing aktiv gjeldende gyldig aktiivinen voimassa actief
        actif activo activa ativo ativa attivo attiva aktywny aktywna giltig gældende gültig
    """,
    ENDED: """
        ended deleted tobedeleted removed terminated expired closed left withdrawn former
        avsluttet slettet opphørt sluttet utmeldt utløpt avslutad borttagen raderad upphörd
        utskriven afsluttet ophørt udmeldt udløbet beendet gelöscht abgemeldet ausgetreten
        abgelaufen päättynyt poistettu beëindigd verwijderd uitgeschreven terminé supprimé expiré
        terminado eliminado zakończony usunięty
        exited transferred graduated slutat entlassen eronnut radié sorti baja retirado
        egresado finalizado transferido cancelado encerrado desligado cessato terminato eliminato
        ritirato trasferito wypisany skreślony
    """,
    DISABLED: """
        disabled suspended inactive locked paused deaktivert inaktiv sperret suspendert
        inaktiverad spärrad deaktiveret spærret deaktiviert gesperrt passiivinen estetty inactief
        inativo inativa suspenso inattivo inattiva sospeso bloqueado bloqueada
        geblokkeerd désactivé inactif suspendu desactivado inactivo suspendido nieaktywny
        zablokowany zawieszony
    """,
}
KNOWN = {word: meant for meant, words in WORDS.items() for word in words.split()}
FLAG = dict.fromkeys(YES, NOW) | dict.fromkeys(NO, DISABLED) | {"": NOW}
# What a heading may name besides: the thing of which it says this.
THING = listed("""
    relationship relation connection link account user record enrolment enrollment membership
    forhold relasjon konto relation förhållande beziehung zugang suhde tili
""")


HEADINGS = {
    "status": STATUS,
    "active": ACTIVE,
    "gone": GONE,
    "shut": SHUT,
    "first": FIRST,
    "last": LAST,
}

# Headings that nobody reads and that may speak of it all the same.
_OF_TIME = re.compile(
    r"\b(?:until|till|expir\w*|ended|ends|end date|date end\w*|terminat\w*|deactivat\w*|inactiv\w*"
    r"|deleted|revoked|archived|no longer|inaktiv\w*"
    r"|utlop\w*|utløp\w*|avslut\w*|opphør\w*|opphor\w*"
    r"|opphör\w*|ophør\w*|ablauf\w*|beendet|gelöscht|päätty\w*|beëindig\w*|jusqu|hasta|koniec)\b"
)
_HARMLESS = listed("""
    address adresse adress passport pass visa card licence license insurance medical term course
    weekend birth email mail phone
""")
# Of a status: what stands in no list, and is an end for all that.
_ENDS = listed("archived ceased revoked cancelled canceled discontinued resigned departed gone")
# A column of so many different words is no status.
MOST = 20


@dataclass(frozen=True)
class Lasting:
    """`what` a heading says of how long something holds, a key of `HEADINGS` or None; of `whom` and
    `who`, as in `owner.Said`."""

    what: str | None
    whom: str
    who: str


@lru_cache(maxsize=4096)
def lasting_of(heading: str) -> Lasting:
    words = [word for word in words_of(without_added(heading)) if word not in THING]
    who = [word for word in words if word in WHOM_WORDS]
    said = said_of(" ".join([*who, "name"])) if who else Said(NOBODY, "", None)
    rest = [word for word in words if word not in WHOM_WORDS]
    bare = [word for word in rest if word not in JOINS]
    texts = ["".join(each) for each in (words, rest, bare)]
    found = [what for text in texts for what in HEADINGS if text in HEADINGS[what]]
    return Lasting(found[0] if found else None, said.whom, said.who)


def words_for(what: str) -> Mapping[str, str]:
    """What the cells of such a column mean: lower case -> `NOW`, `ENDED` or `DISABLED`."""
    if what == "status":
        return KNOWN | {"": NOW}
    if what == "active":
        return FLAG
    yes = ENDED if what == "gone" else DISABLED
    return dict.fromkeys(YES, yes) | dict.fromkeys(NO, NOW) | {"": NOW}


def may_be_over(heading: str, cells: pl.Series) -> bool:
    """Whether a column that nobody reads may say of an adult or a relationship that it does not
    hold now, or not for ever. A pupil who is suspended is still a child, so what is said of pupils
    is not meant; *Child 2 valid to* is said of the relationship."""
    said = lasting_of(_numberless(heading))
    words = words_of(heading)
    if said.who == "student" or not _HARMLESS.isdisjoint(words):
        return False
    different = cells.str.strip_chars().str.to_lowercase().unique().drop_nulls()
    different = different.filter((different != "") & ~placeholders(different))
    if different.is_empty():
        return False
    if said.what in {"active", "gone", "shut"}:
        meant = words_for(said.what)
        return not different.is_in([word for word in meant if meant[word] == NOW]).all()
    if said.what in {"first", "last"} or _OF_TIME.search(" ".join(words)):
        return True
    if said.what == "status" or not STATUS.isdisjoint(words):
        return _a_status_that_ends(different)
    return different.len() <= MOST and _all_known(different)


def _a_status_that_ends(different: pl.Series) -> bool:
    """Whether a word in it is an end, or all are codes that nobody knows."""
    if different.len() <= MOST and (different.str.len_chars() <= 2).all():
        return True
    ends = {*_ENDS, *(word for word, meant in KNOWN.items() if meant != NOW)}
    apart = different.str.extract_all(r"\p{L}+").explode(empty_as_null=True)
    negated = different.str.contains(r"\b(?:not|no|ikke|inte|nicht|ei|niet|pas|nie)\b").any()
    return bool(apart.is_in(sorted(ends)).any() or negated)


def _all_known(different: pl.Series) -> bool:
    meant = [KNOWN.get(word) for word in different]
    return None not in meant and set(meant) != {NOW}


def _numberless(heading: str) -> str:
    return re.sub(r"\d+", " ", heading)
