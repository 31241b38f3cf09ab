"""Reads what a file calls the kind of a relationship, in the languages of school files.

A cell is split where it names several (*Mother/Father*, *mor eller far*); each part is looked up
whole (*Grand-mother* as `grandmother`), and else without words that only say which one of its
kind it is (*biological mother*, *legal guardian*). Whatever is left over makes the word unknown:
*mother's partner*, *former guardian* and *mother (deceased)* are no mother.
"""

import re
import unicodedata

from kinkeeper.roster.text.word_list import listed

# Whoever is one of these brings the child up; only they connect from a file (K36).
PARENTS = frozenset(["mother", "father", "parent", "guardian", "foster-parent"])
UNSTATED, OTHER = "unspecified", "other"

# English, Norwegian, Swedish, Danish, German, Finnish, Dutch, French, Spanish, Portuguese, Italian,
# Polish.
_SAID = {
    "mother": """
        mother mothers mum mummy mom mommy mama mamma mor mora moder mutter mutti kindesmutter aiti
        moeder mere maman madre mae matka
        adoptivmor adoptivmamma adoptivmoder adoptivmutter adoptioaiti ottoaiti adoptiemoeder
        mereadoptive madreadoptiva matkaadopcyjna
    """,
    "father": """
        father fathers dad daddy papa pappa far fader vater vati kindesvater isa vader pere padre
        pai ojciec tata
        adoptivfar adoptivpappa adoptivfader adoptivvater adoptioisa ottoisa adoptievader
        pereadoptif padreadoptivo ojciecadopcyjny
    """,
    "parent": """
        parent parents forelder foreldre foraldrar foralder forælder forældre eltern elternteil
        vanhempi vanhemmat ouder ouders padres progenitor progenitora genitore genitori
        rodzic rodzice
        adoptivforelder adoptivforeldre adoptivforalder adoptivforælder adoptivelternteil
        adoptiveltern adoptiovanhempi ottovanhempi adoptieouder adoptiefouder parentadoptif
        rodzicadopcyjny adopter
    """,
    "guardian": """
        guardian guardians foresatt foresatte verge værge vardnadshavare malsman
        forældremyndighedsindehaver erziehungsberechtigte erziehungsberechtigter
        sorgeberechtigte sorgeberechtigter personensorgeberechtigte personensorgeberechtigter
        vormund huoltaja voogd wettelijkvertegenwoordiger gezagsdrager
        tuteur tutrice tuteurlegal tutricelegale representantlegal representantelegale
        responsablelegal responsablelegale tutorlegal tutoralegal representantelegal
        encarregadodeeducacao encarregadadeeducacao responsavellegal tutorelegale
        opiekun opiekunka opiekunprawny opiekunkaprawna przedstawicielustawowy
    """,
    "foster-parent": """
        fosterparent fosterparents fostermother fostermum fostermom fosterfather fosterdad
        fosterforelder fosterforeldre fostermor fosterfar fosterforalder fosterforaldrar
        fostermamma fosterpappa familjehemsforalder plejeforælder plejeforældre plejemor plejefar
        pflegeelternteil pflegeeltern pflegemutter pflegevater sijaisvanhempi sijaisaiti sijaisisa
        pleegouder pleegouders pleegmoeder pleegvader parentdaccueil meredaccueil peredaccueil
        madredeacogida padredeacogida matkazastepcza ojcieczastepczy rodziczastepczy
    """,
    "step-parent": """
        stepparent stepmother stepfather steforelder stemor stefar
        styvforalder styvmor styvfar styvmamma styvpappa bonusforalder bonusforelder bonusmor
        bonusfar bonusmamma bonuspappa stedforælder stedmor stedfar papmor papfar
        stiefelternteil stiefmutter stiefvater aitipuoli isapuoli
        stiefouder stiefmoeder stiefvader bellemere beaupere madrastra padrastro madrasta padrasto
        matrigna patrigno macocha ojczym
    """,
    "grandparent": """
        grandparent grandparents grandmother grandfather grandma grandpa granny grandad granddad
        besteforelder besteforeldre bestemor bestefar mormor morfar farmor farfar
        bedstemor bedstefar bedsteforælder bedsteforældre
        grossmutter grossvater grosseltern oma opa isoaiti isoisa isovanhempi mummo ukki vaari
        grootmoeder grootvader grootouder grandmere grandpere abuela abuelo avo avos nonna nonno
        babcia
        dziadek
    """,
    "carer": """
        carer caregiver caretaker omsorgsperson omsorgsgiver betreuer betreuerin verzorger
        verzorgster huolehtija cuidador cuidadora opiekunfaktyczny
    """,
    # Known, so that a column of such words is seen to be one of kinds; none is a parent.
    OTHER: """
        other andre annen annan andet sonstige muu overig autre otro inny
        aunt uncle cousin brother sister sibling niece nephew relative family familymember
        partner spouse friend neighbour neighbor nanny childminder babysitter au-pair
        emergency emergencycontact socialworker caseworker counselor counsellor driver doctor
        tante onkel fetter kusine bror søster søsken slektning nabo venn sosialarbeider
        nødkontakt moster faster morbror farbror syster syskon slakting granne socialsekreterare
        nodkontakt socialradgiver bruder schwester geschwister verwandte verwandter nachbar
        nachbarin notfallkontakt sozialarbeiter tati seta eno veli sisko sukulainen naapuri
        oom broer zus familielid buur buurvrouw noodcontact oncle frere soeur cousine voisin
        voisine contactdurgence assistantesociale tia tio hermano hermana vecino vecina
        contactodeemergencia trabajadorasocial irma irmao primo prima outro altro zio zia fratello
        sorella ciocia wujek brat siostra sasiad
    """,
}
# Words that say which one of its kind somebody is, and not that it is none.
_WHICH = listed("""
    legal lawful biological birth natural adoptive adopted primary secondary first second
    juridisk biologisk biologiske biologiska biologische biologischer leibliche leiblicher
    gesetzliche gesetzlicher gesetzlichen biologinen juridinen wettelijk wettelijke
    legale biologique adoptif biologica biologico adoptiva adoptivo legalny
    biologiczna biologiczny prawny prawna
""")
AND = listed("and or og eller och und oder ja tai en of et ou y e o u i lub oraz")
_BETWEEN = re.compile(r"[/&,+;|]")
# The other gender's ending, as in *Tutor/a* and *Erziehungsberechtigte/r*.
_ENDING = re.compile(r"/(?=(?:a|as|e|er|in|r|rice)\b)", re.IGNORECASE)


def _plain(text: str) -> str:
    """Without case and accents: *Mère* and *MERE* are one word."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))


_KINDS = {
    "".join(filter(str.isalpha, _plain(word))): kind
    for kind, words in _SAID.items()
    for word in words.split()
}


def kind_of(said: str) -> str:
    """The kind that a cell stands for; `other` for what is not known (it is kept), or asked."""
    if not said.strip():
        return UNSTATED
    if "?" in said:
        return OTHER
    kinds = {_KINDS.get(part, OTHER) for part in _parts(said)} or {OTHER}
    if len(kinds) == 1:
        return kinds.pop()
    no_parent = sorted(kinds - PARENTS)
    return no_parent[0] if no_parent else "parent"


def stands_for_parent(kind: str) -> bool:
    """Whether somebody of this kind may be connected by a file (K36)."""
    return kind in PARENTS


def is_kinship(said: str) -> bool:
    """Whether a cell names a kind of relationship and is no word for a role as well."""
    parts = _parts(said)
    known = {_KINDS[part] for part in parts if part in _KINDS}
    return bool(known - {"parent", "guardian"}) and all(part in _KINDS for part in parts)


def _parts(said: str) -> list[str]:
    """The words that a cell names side by side, each as it is looked up."""
    found: list[str] = []
    for piece in _BETWEEN.split(_ENDING.sub("", _plain(said))):
        run: list[str] = []
        for word in [*re.findall(r"[^\W\d_]+", piece), None]:
            if word is not None and word not in AND:
                run.append(word)
            elif run:
                found.append(_meant(run))
                run = []
    return found


def _meant(words: list[str]) -> str:
    whole = "".join(words)
    return whole if whole in _KINDS else "".join(word for word in words if word not in _WHICH)
