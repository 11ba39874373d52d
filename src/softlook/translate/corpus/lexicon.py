"""The words of the sentence grammar, with the forms that agreement needs and the classes that make sense together."""

from __future__ import annotations

from typing import NamedTuple

I, YOU, ONE, WE, MANY = range(5)  # noqa: E741 - the word, not the numeral
"""Person and number, in the order of a verb's forms: ONE is he, she, it or a singular; MANY is they or a plural."""


class Noun(NamedTuple):
    """A noun: English and French, singular and plural ('' where the lexicon has none), and its gender, 'm' or 'f'."""

    en: str
    en_plural: str
    fr: str
    fr_plural: str
    gender: str


class Adjective(NamedTuple):
    """An adjective: its French forms by gender and number, and whether it stands before the noun."""

    en: str
    m: str
    f: str
    m_plural: str
    f_plural: str
    before: bool = False
    m_vowel: str = ""  # the masculine before a vowel: bel, vieil

    def form(self, gender: str, plural: bool) -> str:
        """Return the form that agrees."""
        if gender == "m":
            return self.m_plural if plural else self.m
        return self.f_plural if plural else self.f

    @property
    def epicene(self) -> bool:
        """Whether both genders share a form: *i*, *you* and *we*, of unknown gender, take only such adjectives."""
        return self.m == self.f


class Verb(NamedTuple):
    """A verb: English forms, then the French ones for je, tu, il, nous, ils.

    ``en`` is *am are is* where English uses *be*, which needs no *do*; otherwise the base form and the third person.
    ``rest`` is the particle that English adds (look *for*).
    """

    en: tuple[str, ...]
    fr: tuple[str, ...]
    rest: str = ""
    past: str = ""
    participle: str = ""

    @property
    def is_be(self) -> bool:
        """Whether English uses *be* for it."""
        return len(self.en) == 3

    def english(self, who: int) -> str:
        """Return the English form of the present."""
        if self.is_be:
            return self.en[0 if who == I else 2 if who == ONE else 1]
        return self.en[who == ONE]


def _noun(text: str) -> Noun:
    en, en_plural, fr, fr_plural, gender = (part.strip(" -") for part in text.split("|"))
    return Noun(en, en_plural, fr, fr_plural, gender)


def _verb(en: str, fr: str, **more: str) -> Verb:
    return Verb(tuple(en.split()), tuple(fr.split()), **more)


NOUNS = {
    noun.en: noun
    for noun in map(
        _noun,
        """man | men | homme | hommes | m
        woman | women | femme | femmes | f
        boy | boys | garçon | garçons | m
        girl | girls | fille | filles | f
        child | children | enfant | enfants | m
        doctor | - | médecin | - | m
        teacher | - | professeur | - | m
        mother | - | mère | - | f
        father | - | père | - | m
        brother | - | frère | - | m
        sister | - | sœur | - | f
        dog | dogs | chien | chiens | m
        cat | cats | chat | chats | m
        bird | birds | oiseau | oiseaux | m
        house | - | maison | - | f
        car | - | voiture | - | f
        book | books | livre | livres | m
        letter | letters | lettre | lettres | f
        story | - | histoire | - | f
        flower | flowers | fleur | fleurs | f
        tree | - | arbre | - | m
        key | - | clé | - | f
        apple | apples | pomme | pommes | f
        orange | oranges | orange | oranges | f
        cake | - | gâteau | - | m
        bread | - | pain | - | m
        cheese | - | fromage | - | m
        water | - | eau | - | f
        milk | - | lait | - | m
        coffee | - | café | - | m
        garden | - | jardin | - | m
        park | - | parc | - | m
        city | - | ville | - | f
        school | - | école | - | f
        hotel | - | hôtel | - | m
        market | - | marché | - | m
        beach | - | plage | - | f""".splitlines(),
    )
}

FRIENDS = {"m": Noun("friend", "", "ami", "", "m"), "f": Noun("friend", "", "amie", "", "f")}
"""English *friend* does not show the gender; a name behind it does (my friend marie -> mon amie marie)."""

NAMES = {"paul": "m", "marie": "f", "anna": "f"}

ADJECTIVES = {
    adjective.en: adjective
    for adjective in (
        Adjective("small", "petit", "petite", "petits", "petites", before=True),
        Adjective("big", "grand", "grande", "grands", "grandes", before=True),
        Adjective("beautiful", "beau", "belle", "beaux", "belles", before=True, m_vowel="bel"),
        Adjective("old", "vieux", "vieille", "vieux", "vieilles", before=True, m_vowel="vieil"),
        Adjective("young", "jeune", "jeune", "jeunes", "jeunes", before=True),
        Adjective("red", "rouge", "rouge", "rouges", "rouges"),
        Adjective("black", "noir", "noire", "noirs", "noires"),
        Adjective("white", "blanc", "blanche", "blancs", "blanches"),
        Adjective("expensive", "cher", "chère", "chers", "chères"),
        Adjective("happy", "heureux", "heureuse", "heureux", "heureuses"),
        Adjective("tired", "fatigué", "fatiguée", "fatigués", "fatiguées"),
        Adjective("sad", "triste", "triste", "tristes", "tristes"),
        Adjective("ill", "malade", "malade", "malades", "malades"),
    )
}

_AVOIR = "ai as a avons ont"
_BE = "am are is"

VERBS = {
    "love": _verb("love loves", "aime aimes aime aimons aiment"),
    "see": _verb("see sees", "vois vois voit voyons voient", past="saw", participle="vu"),
    "know": _verb("know knows", "connais connais connaît connaissons connaissent"),
    "help": _verb("help helps", "aide aides aide aidons aident"),
    "eat": _verb("eat eats", "mange manges mange mangeons mangent"),
    "drink": _verb("drink drinks", "bois bois boit buvons boivent"),
    "read": _verb("read reads", "lis lis lit lisons lisent"),
    "buy": _verb("buy buys", "achète achètes achète achetons achètent"),
    "look for": _verb("look looks", "cherche cherches cherche cherchons cherchent", rest="for"),
    "have": _verb("have has", _AVOIR),
    "give": _verb("give gives", "donne donnes donne donnons donnent"),
    "go": _verb("go goes", "vais vas va allons vont", past="went", participle="allé"),
    "sleep": _verb("sleep sleeps", "dors dors dort dormons dorment"),
    "sing": _verb("sing sings", "chante chantes chante chantons chantent"),
    "work": _verb("work works", "travaille travailles travaille travaillons travaillent"),
    "hope": _verb("hope hopes", "espère espères espère espérons espèrent"),
    "know that": _verb("know knows", "sais sais sait savons savent"),
    "be": _verb(_BE, "suis es est sommes sont"),
    "be (well)": _verb(_BE, "vais vas va allons vont"),
    "be (hungry)": _verb(_BE, _AVOIR),
}

AVOIR = tuple(_AVOIR.split())
ETRE = VERBS["be"].fr

POSSESSIVES = {
    "my": ("mon", "ma", "mes"),
    "your": ("ton", "ta", "tes"),
    "his": ("son", "sa", "ses"),
    "her": ("son", "sa", "ses"),
    "our": ("notre", "notre", "nos"),
}
