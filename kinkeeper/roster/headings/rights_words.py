"""Words by which a heading or a cell may speak of who has a right to see a child, and who has none.

A column that nobody reads and that has such a word is asked about; it never passes as if it had not
been there (K31). In the languages of school files, without accents; words count whole, and those
that end in `*` begin a longer one. A false alarm costs one answer, a missed word may cost a child.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import batched

import polars as pl

from kinkeeper.roster.headings.heading_subject import words_of
from kinkeeper.roster.headings.words import ADULTS, LEGAL, WHO
from kinkeeper.roster.text.look_alikes import LETTERS
from kinkeeper.roster.text.word_list import listed

# English, Norwegian, Swedish, Danish, German, Finnish, Dutch, French, Spanish, Portuguese, Italian,
# Polish.
_ANYWHERE = """
    custod*; noncustod*; court*; courtorder*; restraining; injunction*; guardianship; visitation
    restriction*; contactrestriction*; restricted; no contact*; nocontact*; do not contact
    do not release; do not disclose; no pick up; no pickup; not allowed; not permitted
    contact allowed; contact permitted; contact prohibited; contact denied; supervised contact
    protection order*; protective order*; protected address*; secret address*; safeguarding
    prohibited; forbidden; barred; banned; no access; access denied; without access; denied
    lives with; lives only with; living with; resides with; parental right*; parental responsib*
    parental authority; estranged; must not see; may not see; not allowed to see; do not share
    must not be told; no longer a guardian; no longer guardian; no longer a parent
    no longer a carer; relationship ended; relationship is over
    non molestation; occupation order*; child arrangement*; pfa; may not collect
    legalcustody; legalguardian; emergency only; emergency contact only; emergencies only; ferpa

    foreldreansv*; samvær*; besøksforb*; kontaktforb*; bor hos; bor hjemme hos; fast bosted
    delt bosted; daglig omsorg; rettskjennelse*; kjennelse; sperret adresse; hemmelig adresse
    adressesperre*; barnevern*; kun nød*; bare nød*; skjermet; kode 6; kode 7; fortrolig adresse
    strengt fortrolig*; opplysningsrett*; informasjonsrett*; rett til informasjon; visningsrett*

    vardnad; vardnaden; vardnadst*; vardnadsf*; vardnadsr*; umgange*; besoksforb*; boende hos
    skyddad*; skyddade personuppgifter; sekretess*; domstol*; bara nod*; endast nod*

    forældremyn*; foraldremyn*; tilhold*; bopæl hos; bopælsfor*; adressebeskyt*; beskyttet adresse
    retskendelse*; fogedforb*

    sorgerecht*; sorgeber*; umgangsrecht*; umgangsverb*; umgangsreg*; umgang; kontaktverb*
    kontaktsperre*; annaherungsverb*; gericht*; lebt bei; wohnt bei; auskunftssperre*
    kein kontakt; keinen kontakt; keine auskunft*; darf nicht abholen
    auskunftsrecht*; sperrvermerk*; aufenthaltsbest*; vormundschaft*; nur notfall; nur im notfall

    huoltajuu*; huoltooikeu*; yksinhuolt*; yhteishuolt*; tapaamisoik*; lahestymiskiel*; turvakiel*
    tuomioistui*; asuu aidin*; asuu isan*; tiedonsaantioik*; vain hata*

    gezag; ouderlijkgezag; voogdij; omgangsreg*; omgang; contactverb*; straatverb*; rechterlijk*
    rechtbank; woont bij; verblijft bij; geheim adres; alleen nood*

    autorite parentale; autoriteparentale; garde; garde alternee; jugement; tribunal; ordonnance
    interdiction*; interdit*; droit de visite; droit d hebergement; vit avec; vit chez; habite chez
    habite avec; urgence uniquement; urgence seulement; urgences uniquement

    custodia; patria potestad; patriapotestad; guarda y custodia; orden judicial
    orden de alejamiento; alejamiento; juzgado; sentencia; regimen de visitas; vive con
    solo emergencia*; prohibid*

    guarda do menor; guarda da crianca; guarda partilhada; guarda compartilhada; guarda exclusiva
    guarda unilateral; poder paternal; responsabilidade* parenta*
    ordem judicial; medida protetiva; proibid*; mora com a mae; mora com o pai; vive com
    poder familiar; nao pode buscar
    so emergencia*; apenas emergencia*

    affidament*; affido; potesta genitoriale; responsabilita genitoriale; tribunale; divieto
    diffida; non autorizzat*; ordine restrittivo; ordinanza restrittiva; non puo prelevare
    non puo ritirare; solo emergenz*

    władza rodzicielska; władzy rodzicielskiej; władzarodzicielska; prawa rodzicielskie; zakaz*
    pozbawion*; sad; sadow*; mieszka z; ograniczen*; tylko w naglych; tylko nagle
"""
# Said of a whole column these may mean it, too; in a cell they stand in too many sentences.
_IN_HEADINGS = """
    access; order; orders; legal; right; rights; responsib*; restrict*; court; portal; pick up
    pickup; may collect; authorised to collect; authorized to collect; release to; confidential
    hidden; secret; geheim*; hemmelig*; authorised; authorized; approved; receives mail; sgo; marac
    omsorg; skjermet; sperret; gesperrt; berechtigt; berettiget; henteberettiget; godkjent; godkend*
    henting; afhentning; abhol*; darf abholen; ophalen; venir chercher; recoger; retirar; buscar
    ritirare; prelevare; bloquead*; bloque; bloquee; geblokkeerd; autorise; autorisee
    areas; omrader; omraden; bereiche; alueet; gebieden; obszary; domaines; ambitos
    permission*; tillatelse*; rettighet*; rattighet*; rettigheder; rechte; berechtigung*; rechten
    oikeudet; kayttooikeu*; droits; autorisation*; derechos; permiso*; autorizacion*; uprawnien*
    visibility; visible; visibles; synlig*; sichtbar*; zichtba*; nakyv*; widoczn*
    may see; can see; can view; may view; see child; view child; allowed to see; blocked
    parental resp; receives information; receives report*; kan se; far se
    darf sehen; peut voir; puede ver; mag zien; saa nahda; moze widziec
    protected; protection; barnefordeling; contact order; contact right*; resident parent
    tilgang; innsyn*; begrensning*; atkomst; begransning*; behorighet*; adgang; begrænsning*
    zugang; zugriff; einschrankung*; beschrankung*; abholberecht*; auskunftsberecht*
    personensorge*; erziehungsberechtigt; paasy; rajoitu*
    guarda; responsabilidade; responsabilita; restricao; restricoes; restrizion*; autorizzat*
    autorizad*; permissao; permissoes; permess*; falecid*; decedut*
    deceased; verstorben*; avdød; avliden*; afdød; kuollut; overleden; decede*; fallecid*; zmarl*
    toegang; beperking*; acces; restriccion*; acceso; dostep; upowaznion*; opieka
"""
# What has such a word and speaks of something else.
_HARMLESS = """
    dietary restriction*; diet restriction*; food restriction*; meal restriction*
    lunch restriction*; medical restriction*; activity restriction*; sport* restriction*
    physical restriction*; photo restriction*; allergy restriction*
    internet access*; wifi access*; network access*; computer access*; device access*
    library access*; home access*; broadband access*; access to internet; access to a computer
    access to computer; access to device; access code; access card; access token
    access arrangement*; wheelchair access; acces internet; acceso a internet; tilgang til internett
    contact priority order; priority order; sort order; display order; birth order; list order
    row order; call order; calling order; sibling order; order number; lunch order*; order by
    portal username; portal user name; portal id; portal login; portal email; portal password
    portal url
    legal name; legal first name; legal last name; legal middle name; legal given name
    legal family name; legal surname; legal gender; legal sex; preferred legal name
    areas of interest; interest areas; subject areas; skill areas; areas of learning
    areas of strength; areas of need; learning areas; domaines d apprentissage; domaines d etude*
    permission slip*; trip permission*; photo permission*; media permission*; internet permission*
    fototillatelse*; tillatelse til foto*; tillatelse til bild*
    financial responsib*; financially responsib*; right handed; right eye; right ear
    tennis court; basketball court; food court; garde robe; data protection; sun protection
"""


# Beside the word for an adult in a heading that asks whether somebody is one: *Is guardian (Y/N)*.
_ASKS = listed("""
    is a an the flag indicator status y n j k e o s t yes no true false
    er ja nei är nej ist nein on kyllä ei nee est oui non es sí si jest tak nie
""")
_ADULTS = frozenset(word for who in ADULTS for word in WHO[who].split())


def _phrases(*texts: str) -> list[str]:
    return [each.strip() for text in texts for each in re.split(r"[;\n]", text) if each.strip()]


def _pattern(phrases: Iterable[str]) -> str:
    """A pattern for any of these phrases, in text that is lower case and without accents."""
    found = [
        r"[\W_]+".join(re.escape(word).replace(r"\*", r"\w*") for word in phrase.split())
        for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    ]
    return rf"\b(?:{'|'.join(found)})\b"


# So many phrases are one pattern: Polars compiles none that is much larger.
MOST = 100
_IN_CELL = [_pattern(some) for some in batched(_phrases(_ANYWHERE), MOST)]
# One word of each phrase: text that has none of them need not be looked at closely.
_TRACES = sorted({max(each.split(), key=len).strip("*") for each in _phrases(_ANYWHERE)})
_NOT_MEANT = _pattern(_phrases(_HARMLESS))
_HEADING = re.compile(_pattern(_phrases(_ANYWHERE, _IN_HEADINGS)))
_NO_HEADING = re.compile(_NOT_MEANT)


def speaks_of_rights(heading: str) -> bool:
    """Whether a heading may tell who may see the child, whatever its exact words."""
    words = " ".join(word for word in words_of(heading) if not word.isdigit())
    texts = (words, heading, _once_decoded(heading), heading.translate(LETTERS))
    return any(_HEADING.search(_NO_HEADING.sub(" ", _plain(text))) for text in texts)


def asks_who_is_parent(heading: str) -> bool:
    """Whether a heading is a word for a parent or guardian and no more, as *Guardian (Y/N)*: an
    answer below it says of somebody that they are none."""
    said = [word for word in words_of(heading) if word not in _ASKS | LEGAL]
    return bool(said) and all(word in _ADULTS for word in said)


def _once_decoded(heading: str) -> str:
    """A heading that was read in another encoding than it was written in, as it was written:
    *VÃ¥rdnad*."""
    try:
        return heading.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return heading


def cells_speak_of_rights(cells: pl.Series) -> bool:
    """Whether any cell of a column does."""
    plain = _without_accents(cells.unique().drop_nulls())
    traced = plain.filter(plain.str.contains_any(_TRACES))
    if traced.is_empty():  # the patterns take longer to build than most columns to be looked at
        return False
    suspect = traced.filter(_any_of(traced))
    return bool(_any_of(suspect.str.replace_all(_NOT_MEANT, " ")).any())


def _any_of(texts: pl.Series) -> pl.Series:
    said = texts.alias("text").to_frame()
    return said.select(
        pl.any_horizontal(pl.col("text").str.contains(pattern) for pattern in _IN_CELL)
    ).to_series()


def _without_accents(cells: pl.Series) -> pl.Series:
    """In lower case; to take plain text apart would cost more than all the rest."""
    ascii_alone = cells.str.len_bytes() == cells.str.len_chars()
    others = cells.filter(~ascii_alone).str.normalize("NFKD").str.replace_all(r"\p{Mn}", "")
    return pl.concat([cells.filter(ascii_alone), others]).str.to_lowercase()


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in apart if not unicodedata.combining(char))
