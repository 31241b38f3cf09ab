"""Given names and the short forms by which schools and parents write them.

Each line is one name: its first word the full one, then short forms of it. Only well-known ones;
a short form that several names share stands with each.
"""

LINES = """
alexander alex sandy sasha sascha xander aleks alec lex
alexandra alex sandra sasha sascha lexi aleksandra ola
andrew andy drew
andreas andy andi
angela angie
anastasia nastya nastia stacy
anthony tony
antonio toni tonio
antonia toni
barbara barb babs basia
benjamin ben benny benji
bernhard bernd
catherine cathy kate katie cath
katherine kathy kate katie kat kath
katharina kathi kati katja
katarzyna kasia
charles charlie chuck
charlotte charlie lotte lottie
christian chris
christina chris tina chrissy
christine chris tina chrissy
christopher chris kit
krzysztof krzys
daniel dan danny dani
daniela dani
david dave davy
deborah deb debbie
dorothy dot dottie
dmitri dima mitya
edward ed eddie ted teddy
elizabeth liz lizzie beth betty eliza lisa libby
elisabeth lisa lis elise sissi liesl bet lisbet
emanuel manu
emilie emmy
eugene gene
evgeny zhenya
francis frank
francisco paco pancho
franziska franzi
frederick fred freddy
friedrich fritz fred
gabriel gabe
gabriele gabi
gabriela gabi
georgina gina
gregory greg
gerald jerry
guillermo memo
gunther gunter
henry harry hal
heinrich heinz heiner
ignacio nacho
isabella bella isa
isabel isa bella
ivan vanya
jacob jake
jakob kuba
james jim jimmy jamie
jeffrey jeff
jennifer jen jenny
jessica jess jessie
johannes hannes hans jan
johanna hanna hanne jo
john jack johnny
jonathan jon jonny nathan
jose pepe
joseph joe joey
josef sepp jupp
joshua josh
julian jules
kenneth ken kenny
kimberly kim
kristian kris
kristina kris tina
lawrence larry
leonard leo len lenny
leonardo leo
leonora nora
eleonora nora leonie
ludwig lutz
malgorzata gosia
manuel manu manolo
margaret maggie meg peggy marge greta
margarete grete greta gretel
margareta greta
maria mia mitzi
marie mia
martha marty
martin marty
matthew matt matty
matthias matze matti
maximilian max
maxim max
maxime max
megan meg
melanie mel
michael mike mick micky micha michi mikey
michelle shelly
mikhail misha
miguel migue
natalia natasha nata
nathaniel nate nathan
nicholas nick nicky
nicolas nick nico
nikolai kolya niko
nikolaus klaus niko
niklas nik
nicole nicky nic nicki
olga olya
oliver ollie oli
pamela pam
patricia pat patty tricia trish
patrick pat paddy
pavel pasha
peter pete
philip phil pip
philipp phil
rafael rafa
raphael raph
raymond ray
rebecca becky becca
richard rick dick rich ricky richie
robert rob bob bobby robbie bert
roberto beto
roland roly
ronald ron ronnie
rosemary rosie rose
rudolf rudi
samantha sam
samuel sam sammy
sebastian seb basti bastian
sergei seryozha
siegfried siggi
sophia sophie
stanislaw staszek
stefan steff
stefanie steffi
stephanie steph stephie
stephen steve stevie
steven steve stevie
susan sue susie suzy
susanne susi sanne
svetlana sveta
tatiana tanya tania
tatjana tanja
theodore ted theo teddy
theresa terry tess tessa
theodora dora thea
therese resi
thomas tom tommy
timothy tim timmy
tobias tobi
ulrich uli
ulrike uli
valentina valya
vanessa nessa
veronica ronnie vera
victoria vicky tori
viktoria vicky
vincent vince vinny
vladimir volodya vova
walter walt wally
wilhelm willi willy
william will bill billy liam willie
wolfgang wolf wolfi
yekaterina katya
ekaterina katya katia
yulia yulya
zachary zach zack
""".strip().splitlines()


# (the full name, a short form of it)
PAIRS = frozenset((full, each) for full, *short in map(str.split, LINES) for each in short)
FULL = frozenset(full for full, _short in PAIRS)
FULL_OF = {
    short: frozenset(full for full, each in PAIRS if each == short) for _full, short in PAIRS
}


def is_full(name: str) -> bool:
    """Whether a given name, folded, is one of the full ones."""
    return name in FULL


def is_short_form(one: str, other: str) -> bool:
    """Whether one of two given names, folded, is a known short form of the other. Two short forms
    of one name are not: the way from the one to the other leads over a third name."""
    return is_full_form(one, other) or is_full_form(other, one)


def is_full_form(full: str, short: str) -> bool:
    """Whether the first given name, folded, is a full one of which the second is a short form."""
    return (full, short) in PAIRS


def full_forms(short: str) -> frozenset[str]:
    """The full given names of which one, folded, is a short form."""
    return FULL_OF.get(short, frozenset())
