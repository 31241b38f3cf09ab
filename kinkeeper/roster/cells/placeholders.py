"""Texts that stand where a value is missing (K33): `NULL`, `n/a`, `-`, `0000`, *ukjent*, `#N/A`.

In a cell that identifies (key, username, e-mail, phone, child) such a text is no value. The list
is for people and rosters alike and knows no frames; `emptied` asks whole columns.

In the list are words that nobody bears as a key or username on purpose. What is also a common
name (Nat, Nada, Inga, Rien) or a word for yes and no is not in it; nor are *test*, `noreply@…`, or
addresses in domains that do not exist, which tell two people apart all the same.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

# Before a word that says of what there is none: `no email`, `ingen telefon`, `brak maila`.
_NOTHING_OF = {
    "en": ("no|without|has no", "email|e-mail|mail|email address|e-mail address|mail address"
           "|phone|telephone|mobile|phone number|contact|address|child|children|kids|student"
           "|pupil|parent|guardian|username|user|id|key|number|name|data|value|record|info"
           "|information|entry|account"),
    "no": ("ingen|har ikke|mangler|uten", "epost|e-post|email|e-mail|mail|e-postadresse"
           "|epostadresse|telefon|tlf|telefonnummer|mobil|barn|elev|foresatt|brukernavn|nøkkel"
           "|data|verdi|opplysninger|informasjon|adresse"),
    "sv": ("ingen|inga|saknar|utan|har ingen", "e-post|epost|email|e-mail|mejl|mail|mailadress"
           "|e-postadress|epostadress|telefon|tel|telefonnummer|mobil|barn|elev"
           "|vårdnadshavare|användarnamn|uppgift|uppgifter|data|information|adress"),
    "da": ("ingen|har ikke|mangler|uden", "e-mail|email|mail|mailadresse|e-mailadresse|telefon"
           "|tlf|telefonnummer|mobil|børn|barn|elev|forælder|brugernavn|oplysninger|data"),
    "de": ("keine|kein|ohne|hat keine", "e-mail|email|mail|mailadresse|e-mail-adresse"
           "|emailadresse|e-mailadresse|telefon|telefonnummer|handy|mobil|kinder|kind|schüler"
           "|benutzername|daten|wert|adresse|nummer|angabe|angaben"),
    "fi": ("ei", "sähköpostia|sähköpostiosoitetta|puhelinta|puhelinnumeroa|lapsia|lasta"
           "|tunnusta|tietoja|osoitetta|huoltajaa"),
    "nl": ("geen|zonder|heeft geen", "e-mail|email|mail|e-mailadres|emailadres|mailadres"
           "|telefoon|telefoonnummer|mobiel|kinderen|kind|leerling|gebruikersnaam|gegevens"
           "|adres|ouder|waarde"),
    "fr": ("pas de|pas d'|pas d’|aucun|aucune|sans", "email|e-mail|mail|courriel|adresse|mél"
           "|adresse mail|adresse e-mail|téléphone|portable|numéro|enfant|enfants|élève"
           "|donnée|information|identifiant"),
    "es": ("sin|no tiene|ningún", "correo|correo electrónico|email|e-mail|mail|teléfono|móvil"
           "|número|hijos|hijo|alumno|usuario|datos|dato|información|especificar|dirección"
           "|asignar"),
    "pl": ("brak|bez|nie ma", "e-maila|emaila|maila|email|e-mail|adresu|adresu e-mail"
           "|adresu email|telefonu|numeru|numeru telefonu|dzieci|dziecka|ucznia|opiekuna"
           "|danych|informacji|wartości|loginu"),
}  # fmt: skip

_SAID = {
    "en": "null|none|nil|nan|na|n/a|n.a|n. a|n\\a|na/na|unknown|unk|unkn|unknwn"
    "|undefined|undetermined|undisclosed|unspecified|unavailable|unassigned|unlisted|missing"
    "|empty|blank|void|nothing|nobody|no one|noone|tba|tbd|tbc|to be announced"
    "|to be determined|to be confirmed|placeholder|not available|not applicable|not known"
    "|not provided|not given|not specified|not stated|not found|not set|not on file|not entered"
    "|not recorded|not assigned|not supplied|not listed|not yet known|don't know|ex-directory"
    "|n/a n/a|select|please select|choose|not selected"
    "|deceased|passed away|same as above|as above|see above|see sibling",
    "no": "ukjent|ukjend|ukj|ingen|intet|ikke kjent|ikkje kjend|ikke oppgitt|ikkje oppgitt"
    "|ikke registrert|ikkje registrert|ikke tilgjengelig|ikke relevant|ikke aktuelt|ikke satt"
    "|ikke funnet|uoppgitt|mangler|manglende|vet ikke|i/t"
    "|avdød|død|se over|som over|samme som over|velg",
    "sv": "okänd|okänt|okända|ingen|inget|saknas|ej känd|ej känt|inte känd|ej angiven"
    "|ej angivet|ej angett|inte angiven|inte angivet|ej tillgänglig|ej tillämplig|ej aktuellt"
    "|ej registrerad|inte tillgänglig|inte registrerad|uppgift saknas|vet ej|vet inte|e/t"
    "|avliden|död|se ovan|som ovan|samma som ovan|välj",
    "da": "ukendt|ukendte|ingen|intet|mangler|ikke kendt|ikke oplyst|ikke angivet|uoplyst"
    "|ikke registreret|ikke tilgængelig|ikke relevant|ved ikke"
    "|afdød|død|se ovenfor|som ovenfor|samme som ovenfor|vælg",
    "de": "unbekannt|unbekannte|unbek|keine|keiner|keines|keins|kein|k.a|k. a|k/a"
    "|nicht bekannt|nicht vorhanden|nicht angegeben|nicht verfügbar|nicht zutreffend"
    "|nicht erfasst|nicht hinterlegt|nicht relevant|entfällt|entf|fehlt|fehlend|nichts"
    "|ohne|leer|bitte wählen|bitte auswählen"
    "|verstorben|gestorben|siehe oben|wie oben",
    "fi": "tuntematon|ei tiedossa|ei tietoa|ei tiedetä|ei ole|ei mitään|ei saatavilla"
    "|ei ilmoitettu|ei annettu|ei käytössä|ei määritelty|ei asetettu|ei löydy|puuttuu|tyhjä"
    "|kuollut|katso yllä|sama kuin yllä|valitse",
    "nl": "onbekend|onbekende|onbek|geen|niets|niet bekend|niet beschikbaar|niet opgegeven"
    "|niet van toepassing|niet ingevuld|niet gevonden|nog onbekend|nvt|n.v.t|n/b"
    "|ontbreekt|leeg|weet niet"
    "|overleden|zie boven|zelfde als boven|kies|maak een keuze",
    "fr": "inconnu|inconnue|inconnus|aucun|aucune|néant|manquant|manquante|vide"
    "|non renseigné|non renseignée|non communiqué|non communiquée|non connu|non connue"
    "|non disponible|non applicable|non défini|non définie|non précisé|non précisée"
    "|non attribué|sans objet|s/o|n/c|n/r|n/d"
    "|décédé|décédée|voir ci-dessus|comme ci-dessus|choisir|sélectionner|sélectionnez",
    "es": "desconocido|desconocida|desconocido/a|se desconoce"
    "|ninguno|ninguna|ningun|no aplica|no disponible|no consta|no conocido|no se conoce"
    "|no indicado|no especificado|no informado|no asignado|no registrado|no tiene|no hay"
    "|sin|falta|vacío|s/d|s/c|n/c|s/n|sin número|sin dato|no hay datos|nulo|nula"
    "|seleccione|seleccionar"
    "|fallecido|fallecida|ver arriba|igual que arriba",
    "pl": "nieznany|nieznana|nieznane|nieznany/a|nieznani|brak|nie dotyczy|n/d"
    "|nie podano|nie podany|nie podana|nie wiadomo|nie ma|niedostępny|niedostępna"
    "|niedostępne|nie ustawiono|puste|pusty|żaden|żadne|żadna"
    "|nie żyje|zmarły|zmarła|jak wyżej|patrz wyżej|wybierz",
    "others": "sconosciuto|sconosciuta|nessuno|nessuna|non noto|mancante"
    "|desconhecido|desconhecida|nenhum|nenhuma|não disponível|não informado|não se aplica"
    "|niente|vuoto|vuota|assente|non disponibile|non comunicato|non specificato|non indicato"
    "|seleziona|selezionare|não tem|não possui|não consta|não há|não há dados|não sabe"
    "|sem dados|sem informação|vazio|vazia|selecione|selecionar"
    "|sem email|sem e-mail|sem telefone|neznámý|neznámá|neznámy|žádný|ismeretlen|nincs"
    "|necunoscut|necunoscută|bilinmiyor|yok|неизвестно|неизвестен|неизвестна|нет|нет данных"
    "|отсутствует|невідомо|немає|άγνωστο|άγνωστος|teadmata|tundmatu|puudub|nezināms|nežinoma"
    "|óþekkt|óþekktur|nepoznato|neznano|nepoznat|anaithnid|anhysbys|غير معروف|لا يوجد"
    "|未知|无|無|不明|なし|없음|미상|알 수 없음",
}
# Told by the very mark, in lower case: without it they could be somebody's initials.
_EXACT = frozenset(
    [
        r"\n",
        "n.n.",
        "n.v.",
        "n. v.",
        "n.b.",
        "n. b.",
        "o.a.",
        "n.d.",
        "n.c.",
        "n.r.",
        "s.o.",
        "i.t.",
        "nd.",
    ]
    # what spreadsheets show where a formula failed, and data tools where a number is missing
    + ["#na", "#nv", "#n/v", "#saknas", "#puuttuu", "#getting_data", "#err", "#error", "#erreur"]
    + ["#fehler", "1.#qnan", "-1.#qnan", "1.#ind", "-1.#ind"]
)
# What stands around a word and changes nothing: `(null)`, `<none>`, `n/a.`, `unknown?`.
MARKS = ".,;:!?¿¡'\"`´‘’“”„«»_-‐‑‒–—―−﹘﹣-/\\|*+=^#<>()[]{}…•·×~&%$§°" + " \u00a0\t\r\n"
_BETWEEN = re.compile(r"[\s_\-]+")
# Each stands for the whole cell, in lower case.
_SHAPE = re.compile(
    rf"[{re.escape(MARKS)}0]+"  # nothing but marks and zeros: `--`, `...`, `0000`, `000-000`
    r"|-1(?:[.,]0+)?"
    r"|x[x\s./()+\-]*x"
    r"|#[^1-9@]{1,20}[!?]"  # a spreadsheet's errors in any language: #REF!, #BEZUG!, #NAVN?
    r"|err:\s?[0-9]{3}"
    r"|(?:x+|[0.\-]+)@(?:x+|[0.\-]+)(?:\.(?:[a-z]{2,6}|x+|0+))?"
)
LONGEST = 60
# Between several of them in one cell: `NULL;NULL`.
SEVERAL = re.compile(r"[;,|]")
_NAMES = frozenset(["null", "na", "nan", "nil", "none", "blank", "void", "brak", "vide", "unk"])


def _nothing() -> list[tuple[str, str]]:
    """`no email` and the word it denies, in every language."""
    return [
        (start + ("" if start.endswith(("'", "’")) else " ") + thing, thing)
        for starts, things in _NOTHING_OF.values()
        for start in starts.split("|")
        for thing in things.split("|")
    ]


def _spellings(phrase: str) -> set[str]:
    """A phrase as `_folded` leaves it, its words joined or not, with and without accents."""
    found = {_folded(phrase), phrase.replace(" ", ""), phrase.replace(" ", ".")}
    if phrase.isascii():
        return found
    apart = {unicodedata.normalize("NFD", word) for word in found}
    bare = {"".join(c for c in word if not unicodedata.combining(c)) for word in apart}
    return found | apart | bare


def _folded(text: str) -> str:
    """In lower case, without the marks around it, its words one blank apart."""
    return _BETWEEN.sub(" ", text.lower().strip(MARKS))


def _all(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*map(_spellings, phrases))


_MAIL = re.compile(r"mail|post|mejl|courriel|mél|adress|adres|correo|sähköp|data|contact")


@cache
def words() -> frozenset[str]:
    """As `_folded` leaves them. Made when they are first asked for: most commands never do."""
    said = _all(phrase for phrases in _SAID.values() for phrase in phrases.split("|"))
    return said | _all(phrase for phrase, _thing in _nothing())


@cache
def no_address() -> frozenset[str]:
    """Local parts that deny the address, whatever follows the @: `noemail@school.org`. A word that
    could be somebody's name (*null*, *na*) does so only where the domain begins so, too."""
    return _all(phrase for phrase, thing in _nothing() if _MAIL.search(thing)) | _all(
        ["none", "unknown", "undefined", "not available", "not provided", "not applicable"]
        + ["ukjent", "ukendt", "okänd", "unbekannt", "tuntematon", "onbekend", "inconnu"]
        + ["desconocido", "nieznany"]
    )


@cache
def heads() -> frozenset[str]:
    """A cell that does not begin so (up to the @, without the marks around that) is none, unless
    it begins with `MARKED`. For asking a whole column at once."""
    return words() | no_address() | {_folded(text) for text in _EXACT}


@cache
def with_mark(mark: str) -> frozenset[str]:
    """Those with this mark inside, by which a cell is cut: `n/a` at a slash; in lower case."""
    return frozenset(word for word in words() | _EXACT if mark in word)


MARKED = r"[#\\]|-1|-?1\.#|err:"


def is_placeholder(text: str) -> bool:
    """Whether the text, with the white space around it gone, stands for no value at all."""
    text = text.strip().lower()
    if not text or len(text) > LONGEST:
        return False
    if text in _EXACT or _SHAPE.fullmatch(text) or _folded(text) in words():
        return True
    local, at, domain = text.partition("@")
    if not at:
        parts = [part for part in SEVERAL.split(text) if part.strip()]
        return len(parts) > 1 and all(map(is_placeholder, parts))
    local = _folded(local)
    if local in no_address():
        return True
    return local in words() and _folded(domain.partition(".")[0]) in words()


def may_be_name(text: str) -> bool:
    """Whether a placeholder is a name of people as well, so that alone it is taken for one."""
    return _folded(text) in _NAMES
