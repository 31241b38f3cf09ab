"""Texts that stand where a value is missing, and texts that only look so."""

from hypothesis import strategies as st

NOTHING = [
    *("NULL", "null", "None", "nil", "nan", "NaN", "NA", "n/a", "N/A", "n.a.", "(null)", "<NA>"),
    *("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#NV", "#BEZUG!"),
    *("#I/T", "#NAVN?", "#VÄRDEFEL!", "#SAKNAS!", "#PUUTTUU!", "#N/D", "#¡REF!", "Err:502"),
    *("-", "--", "\u2013", "\u2014", "\u2212", ".", "...", "\u2026", "?", "???", "*", "xx", "XXX"),
    *("0", "0000", "0.0", "0,00", "000-000", "00 00 00 00", "-1", "\\N", "_", "undefined"),
    *("unknown", "Unknown", "ukjent", "ukendt", "okänd", "unbekannt", "tuntematon", "onbekend"),
    *("inconnu", "inconnue", "desconocido", "nieznany", "неизвестно", "未知", "not available"),
    *("ingen", "keine", "k.A.", "nicht bekannt", "ei ole", "geen", "n.v.t.", "aucun", "ninguno"),
    *("brak", "ikke oppgitt", "saknas", "no email", "No_Email", "keine E-Mail", "ingen epost"),
    *("pas d'email", "sin correo", "brak e-maila", "geen e-mail", "ei sähköpostia", " \u00a0- "),
    *("none@none", "none@none.com", "noemail@school.org", "no-email@x.org", "xxx@xxx.xx"),
]
SOMETHING = [
    *("1", "10", "007", "0047", "P-0", "a", "x", "test", "no", "nei", "kari.no", "anna", "n.ull"),
    *("null@nullmedia.com", "na@li.no", "none.such", "kari@none.com", "noreply@school.org"),
    *("@", "Nada", "inga", "0x0a", "#4711", "st-0000-1", "K-NULL", "unknown1"),
]
WORD = st.sampled_from(NOTHING)
