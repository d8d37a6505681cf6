"""The subjects of the Russian Federation, as data: their names are not words of the interface.

Codes are the two digits of the Federal Tax Service's directory of subjects (ССРФ).
"""

from community.text.names import fold

_TABLE = """
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


def _read(table: str) -> dict[str, dict[str, str]]:
    """Code -> names by language."""
    found: dict[str, dict[str, str]] = {}
    for row in table.strip().splitlines():
        code, _, names = row.partition(" ")
        russian, _, english = names.partition(" | ")
        found[code] = {"ru": russian, "en": english}
    return found


REGIONS = _read(_TABLE)
_BY_NAME = {fold(name): code for code, names in REGIONS.items() for name in names.values()}


def code_of(written: str) -> str | None:
    """The code of a region given by its code or by its whole name in either language; None when there is none."""
    return written if written in REGIONS else _BY_NAME.get(fold(written))


def name_of(code: str, locale: str) -> str:
    """The region's name; empty for an empty or unknown code."""
    names = REGIONS.get(code)
    return names.get(locale, names["ru"]) if names else ""


def choices(locale: str) -> list[tuple[str, str]]:
    """(code, name) by name, for a list to choose from."""
    return sorted(((code, name_of(code, locale)) for code in REGIONS), key=lambda pair: fold(pair[1]))
