"""The index of search over everything that has a name, filled with what is there.

What brings words into the index stands in the program too (`text/stems.py` and the features' commands); this is what it
did when the index was made. tests/search/test_migration.py compares the two as long as they are meant to be the same.
"""

import json
import re
import unicodedata
from functools import cache

import sqlalchemy as sa
from alembic import op
from snowballstemmer.english_stemmer import EnglishStemmer
from snowballstemmer.russian_stemmer import RussianStemmer

revision = "0009"
down_revision = "0008"

NAME, ALSO, PLACE = 10, 3, 1


def upgrade():
    words = op.create_table(
        "search_words",
        sa.Column("kind", sa.Text, primary_key=True),  # queue | topic | room | section | space | person
        sa.Column("word", sa.Text, primary_key=True),  # folded: as it is written, or its stem
        sa.Column("row_id", sa.BigInteger, primary_key=True),
        sa.Column("weight", sa.SmallInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("search_words_row", "search_words", ["kind", "row_id", "word", "weight"])
    connection = op.get_bind()
    for rows in (_topics, _parts, _spaces, _people):
        for kind, row_id, texts in rows(connection):
            found = _weighed(texts)
            if found:
                connection.execute(
                    words.insert(),
                    [
                        {"kind": kind, "word": word, "row_id": row_id, "weight": weight}
                        for word, weight in found.items()
                    ],
                )


def _topics(connection):
    for row in connection.execute(sa.text("select id, title from topics")).all():
        yield "topic", row.id, ((row.title, NAME),)


def _parts(connection):
    for kind, table in (("section", "sections"), ("room", "rooms"), ("queue", "queues")):
        rows = connection.execute(
            sa.text(
                f"select x.id, x.title, s.title || ' ' || s.town as place"
                f" from {table} x join spaces s on s.id = x.space_id"
            )
        )
        for row in rows.all():
            yield kind, row.id, ((row.place, PLACE), (row.title, NAME))


def _spaces(connection):
    for row in connection.execute(sa.text("select id, title, town, region from spaces")).all():
        yield "space", row.id, ((f"{row.town} {REGIONS.get(row.region, '')}", ALSO), (row.title, NAME))


def _people(connection):
    rows = connection.execute(
        sa.text(
            "select p.id, p.name, p.position, p.specialties, coalesce(i.title || ' ' || i.town, '') as place"
            " from people p left join spaces i on i.id = p.institution_id and i.kind = 'institution'"
        )
    )
    for row in rows.all():
        work = " ".join(POSITIONS.get(code, "") for code in [row.position, *json.loads(row.specialties)])
        yield "person", row.id, ((f"{work} {row.place}", ALSO), (row.name, NAME))


def _weighed(texts):
    """Words with their weights; a word that stands in several texts has the weight of the last."""
    found = {}
    for text, weight in texts:
        for word in re.findall(r"[^\W_]+", _fold(text.replace("№", " "))):
            found[word] = found[_stem(word)] = weight
    return found


def _fold(text):
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(c for c in folded.replace("ё", "е") if c.isspace() or unicodedata.category(c) not in ("Cf", "Cc"))


RUSSIAN, ENGLISH = RussianStemmer(), EnglishStemmer()
FLEETING = re.compile(r"(?<=[бвгджзйклмнпрстфхцчшщ])[ое](?=[кцнлр]\Z)|ь(?=[кцн]\Z)|(?<=е)[ей](?=к\Z)")
TORN = (
    "дети детьми",
    "день дня дню днем дне дни дней дням днями днях",
    "сон сна сну сном сне сны снов снам снами снах",
    "спать спит спят сплю спим спите",
    "плакать плачу плачешь плачет плачем плачете плачут",
    "песня песен",
    "люди людьми",
)
WHOLE = {form: forms.split()[0] for forms in TORN for form in forms.split()[1:]}


@cache
def _stem(word):
    if re.match(r"[a-z]+\Z", word):
        return ENGLISH.stemWord(word)
    found = RUSSIAN.stemWord(WHOLE.get(word, word))
    return FLEETING.sub("", found) if len(found) >= 4 else found


POSITIONS = {
    "teacher": "Воспитатель Preschool teacher",
    "senior_teacher": "Старший воспитатель Senior teacher",
    "head": "Заведующий Head",
    "methodologist": "Методист Methodologist",
    "speech_therapist": "Учитель-логопед Speech and language therapist",
    "psychologist": "Педагог-психолог Educational psychologist",
    "special_needs_teacher": "Учитель-дефектолог Special-needs teacher",
    "music_director": "Музыкальный руководитель Music director",
    "sports_instructor": "Инструктор по физической культуре Physical education instructor",
    "parent": "Родитель, законный представитель Parent or guardian",
    "partner": "Сотрудник организации-партнёра Staff of a partner organisation",
}

_REGIONS = """
01 Республика Адыгея | Republic of Adygea
02 Республика Башкортостан | Republic of Bashkortostan
03 Республика Бурятия | Republic of Buryatia
04 Республика Алтай | Altai Republic
05 Республика Дагестан | Republic of Dagestan
06 Республика Ингушетия | Republic of Ingushetia
07 Кабардино-Балкарская Республика | Kabardino-Balkar Republic
08 Республика Калмыкия | Republic of Kalmykia
09 Карачаево-Черкесская Республика | Karachay-Cherkess Republic
10 Республика Карелия | Republic of Karelia
11 Республика Коми | Komi Republic
12 Республика Марий Эл | Mari El Republic
13 Республика Мордовия | Republic of Mordovia
14 Республика Саха (Якутия) | Sakha Republic (Yakutia)
15 Республика Северная Осетия — Алания | Republic of North Ossetia — Alania
16 Республика Татарстан | Republic of Tatarstan
17 Республика Тыва | Tuva Republic
18 Удмуртская Республика | Udmurt Republic
19 Республика Хакасия | Republic of Khakassia
20 Чеченская Республика | Chechen Republic
21 Чувашская Республика | Chuvash Republic
22 Алтайский край | Altai Territory
23 Краснодарский край | Krasnodar Territory
24 Красноярский край | Krasnoyarsk Territory
25 Приморский край | Primorye Territory
26 Ставропольский край | Stavropol Territory
27 Хабаровский край | Khabarovsk Territory
28 Амурская область | Amur Region
29 Архангельская область | Arkhangelsk Region
30 Астраханская область | Astrakhan Region
31 Белгородская область | Belgorod Region
32 Брянская область | Bryansk Region
33 Владимирская область | Vladimir Region
34 Волгоградская область | Volgograd Region
35 Вологодская область | Vologda Region
36 Воронежская область | Voronezh Region
37 Ивановская область | Ivanovo Region
38 Иркутская область | Irkutsk Region
39 Калининградская область | Kaliningrad Region
40 Калужская область | Kaluga Region
41 Камчатский край | Kamchatka Territory
42 Кемеровская область — Кузбасс | Kemerovo Region — Kuzbass
43 Кировская область | Kirov Region
44 Костромская область | Kostroma Region
45 Курганская область | Kurgan Region
46 Курская область | Kursk Region
47 Ленинградская область | Leningrad Region
48 Липецкая область | Lipetsk Region
49 Магаданская область | Magadan Region
50 Московская область | Moscow Region
51 Мурманская область | Murmansk Region
52 Нижегородская область | Nizhny Novgorod Region
53 Новгородская область | Novgorod Region
54 Новосибирская область | Novosibirsk Region
55 Омская область | Omsk Region
56 Оренбургская область | Orenburg Region
57 Орловская область | Oryol Region
58 Пензенская область | Penza Region
59 Пермский край | Perm Territory
60 Псковская область | Pskov Region
61 Ростовская область | Rostov Region
62 Рязанская область | Ryazan Region
63 Самарская область | Samara Region
64 Саратовская область | Saratov Region
65 Сахалинская область | Sakhalin Region
66 Свердловская область | Sverdlovsk Region
67 Смоленская область | Smolensk Region
68 Тамбовская область | Tambov Region
69 Тверская область | Tver Region
70 Томская область | Tomsk Region
71 Тульская область | Tula Region
72 Тюменская область | Tyumen Region
73 Ульяновская область | Ulyanovsk Region
74 Челябинская область | Chelyabinsk Region
75 Забайкальский край | Trans-Baikal Territory
76 Ярославская область | Yaroslavl Region
77 Москва | Moscow
78 Санкт-Петербург | Saint Petersburg
79 Еврейская автономная область | Jewish Autonomous Region
83 Ненецкий автономный округ | Nenets Autonomous Area
86 Ханты-Мансийский автономный округ — Югра | Khanty-Mansi Autonomous Area — Yugra
87 Чукотский автономный округ | Chukotka Autonomous Area
89 Ямало-Ненецкий автономный округ | Yamalo-Nenets Autonomous Area
90 Запорожская область | Zaporozhye Region
91 Республика Крым | Republic of Crimea
92 Севастополь | Sevastopol
93 Донецкая Народная Республика | Donetsk People's Republic
94 Луганская Народная Республика | Lugansk People's Republic
95 Херсонская область | Kherson Region
"""
REGIONS = {line[:2]: line[3:] for line in _REGIONS.strip().splitlines()}
