"""Countries: ISO 3166-1 codes, and names in English, Ukrainian, Russian and Kazakh.

A module and not a file of words, because rules read no files. Names follow the Unicode CLDR as given in Natural Earth
(public domain); the ISO short name stands last where it is another one. XK is the code in use for Kosovo, whose
passports say RKS.
"""

# ruff: noqa: E501 - a row is a line

TABLE = """\
AD|AND|Andorra|Андорра|Андорра|Андорра|
AE|ARE|United Arab Emirates|Об’єднані Арабські Емірати|ОАЭ|Біріккен Араб Әмірліктері|
AF|AFG|Afghanistan|Афганістан|Афганистан|Ауғанстан|
AG|ATG|Antigua & Barbuda|Антигуа і Барбуда|Антигуа и Барбуда|Антигуа және Барбуда|Antigua and Barbuda
AI|AIA|Anguilla|Ангілья|Ангилья|Ангилья|
AL|ALB|Albania|Албанія|Албания|Албания|
AM|ARM|Armenia|Вірменія|Армения|Армения|
AO|AGO|Angola|Ангола|Ангола|Ангола|
AQ|ATA|Antarctica|Антарктика|Антарктида|Антарктида|
AR|ARG|Argentina|Аргентина|Аргентина|Аргентина|
AS|ASM|American Samoa|Американське Самоа|Американское Самоа|Америкалық Самоа|
AT|AUT|Austria|Австрія|Австрия|Аустрия|
AU|AUS|Australia|Австралія|Австралия|Аустралия|
AW|ABW|Aruba|Аруба|Аруба|Аруба|
AX|ALA|Åland Islands|Аландські Острови|Аландские острова|Аланд аралдары|
AZ|AZE|Azerbaijan|Азербайджан|Азербайджан|Әзірбайжан|
BA|BIH|Bosnia & Herzegovina|Боснія і Герцеговина|Босния и Герцеговина|Босния және Герцеговина|Bosnia and Herzegovina
BB|BRB|Barbados|Барбадос|Барбадос|Барбадос|
BD|BGD|Bangladesh|Бангладеш|Бангладеш|Бангладеш|
BE|BEL|Belgium|Бельгія|Бельгия|Бельгия|
BF|BFA|Burkina Faso|Буркіна-Фасо|Буркина-Фасо|Буркина-Фасо|
BG|BGR|Bulgaria|Болгарія|Болгария|Болгария|
BH|BHR|Bahrain|Бахрейн|Бахрейн|Бахрейн|
BI|BDI|Burundi|Бурунді|Бурунди|Бурунди|
BJ|BEN|Benin|Бенін|Бенин|Бенин|
BL|BLM|St. Barthélemy|Сен-Бартелемі|Сен-Бартелеми|Сен-Бартелеми|Saint Barthélemy
BM|BMU|Bermuda|Бермудські Острови|Бермудские острова|Бермуд аралдары|
BN|BRN|Brunei|Бруней|Бруней|Бруней|Brunei Darussalam
BO|BOL|Bolivia|Болівія|Боливия|Боливия|Bolivia (Plurinational State of)
BQ|BES|Caribbean Netherlands|Карибські Нідерланди|Карибские Нидерланды|Кариб Нидерландысы|Bonaire, Sint Eustatius and Saba
BR|BRA|Brazil|Бразилія|Бразилия|Бразилия|
BS|BHS|Bahamas|Багамські Острови|Багамы|Багам аралдары|
BT|BTN|Bhutan|Бутан|Бутан|Бутан|
BV|BVT|Bouvet Island|Острів Буве|Остров Буве|Буве аралы|
BW|BWA|Botswana|Ботсвана|Ботсвана|Ботсвана|
BY|BLR|Belarus|Білорусь|Беларусь|Беларусь|
BZ|BLZ|Belize|Беліз|Белиз|Белиз|
CA|CAN|Canada|Канада|Канада|Канада|
CC|CCK|Cocos (Keeling) Islands|Кокосові (Кілінг) Острови|Кокосовые (Килинг) острова|Кокос (Килинг) аралдары|
CD|COD|Congo - Kinshasa|Конго – Кіншаса|Конго - Киншаса|Конго - Киншаса|Democratic Republic of the Congo
CF|CAF|Central African Republic|Центральноафриканська Республіка|Центрально-Африканская Республика|Орталық Африка Республикасы|
CG|COG|Congo - Brazzaville|Конго – Браззавіль|Конго - Браззавиль|Конго-Браззавиль Республикасы|Republic of the Congo
CH|CHE|Switzerland|Швейцарія|Швейцария|Швейцария|
CI|CIV|Côte d’Ivoire|Кот-д’Івуар|Кот-д’Ивуар|Кот-д’Ивуар|Côte d'Ivoire
CK|COK|Cook Islands|Острови Кука|Острова Кука|Кук аралдары|
CL|CHL|Chile|Чилі|Чили|Чили|
CM|CMR|Cameroon|Камерун|Камерун|Камерун|
CN|CHN|China|Китай|Китай|Қытай|
CO|COL|Colombia|Колумбія|Колумбия|Колумбия|
CR|CRI|Costa Rica|Коста-Рика|Коста-Рика|Коста-Рика|
CU|CUB|Cuba|Куба|Куба|Куба|
CV|CPV|Cape Verde|Кабо-Верде|Кабо-Верде|Кабо-Верде|Cabo Verde
CW|CUW|Curaçao|Кюрасао|Кюрасао|Кюрасао|
CX|CXR|Christmas Island|Острів Різдва|Остров Рождества|Рождество аралы|
CY|CYP|Cyprus|Кіпр|Кипр|Кипр|
CZ|CZE|Czechia|Чехія|Чехия|Чехия|
DE|DEU|Germany|Німеччина|Германия|Германия|
DJ|DJI|Djibouti|Джибуті|Джибути|Джибути|
DK|DNK|Denmark|Данія|Дания|Дания|
DM|DMA|Dominica|Домініка|Доминика|Доминика|
DO|DOM|Dominican Republic|Домініканська Республіка|Доминиканская Республика|Доминикан Республикасы|
DZ|DZA|Algeria|Алжир|Алжир|Алжир|
EC|ECU|Ecuador|Еквадор|Эквадор|Эквадор|
EE|EST|Estonia|Естонія|Эстония|Эстония|
EG|EGY|Egypt|Єгипет|Египет|Мысыр|
EH|ESH|Western Sahara|Західна Сахара|Западная Сахара|Батыс Сахара|
ER|ERI|Eritrea|Еритрея|Эритрея|Эритрея|
ES|ESP|Spain|Іспанія|Испания|Испания|
ET|ETH|Ethiopia|Ефіопія|Эфиопия|Эфиопия|
FI|FIN|Finland|Фінляндія|Финляндия|Финляндия|
FJ|FJI|Fiji|Фіджі|Фиджи|Фиджи|
FK|FLK|Falkland Islands|Фолклендські Острови|Фолклендские острова|Фолкленд аралдары|Falkland Islands [Malvinas]
FM|FSM|Micronesia|Мікронезія|Федеративные Штаты Микронезии|Микронезия|Micronesia (Federated States of)
FO|FRO|Faroe Islands|Фарерські Острови|Фарерские острова|Фарер аралдары|
FR|FRA|France|Франція|Франция|Франция|
GA|GAB|Gabon|Габон|Габон|Габон|
GB|GBR|United Kingdom|Велика Британія|Великобритания|Ұлыбритания|United Kingdom of Great Britain and Northern Ireland
GD|GRD|Grenada|Гренада|Гренада|Гренада|
GE|GEO|Georgia|Грузія|Грузия|Грузия|
GF|GUF|French Guiana|Французька Гвіана|Французская Гвиана|Француз Гвианасы|
GG|GGY|Guernsey|Гернсі|Гернси|Гернси|
GH|GHA|Ghana|Гана|Гана|Гана|
GI|GIB|Gibraltar|Гібралтар|Гибралтар|Гибралтар|
GL|GRL|Greenland|Гренландія|Гренландия|Гренландия|
GM|GMB|Gambia|Гамбія|Гамбия|Гамбия|
GN|GIN|Guinea|Гвінея|Гвинея|Гвинея|
GP|GLP|Guadeloupe|Гваделупа|Гваделупа|Гваделупа|
GQ|GNQ|Equatorial Guinea|Екваторіальна Гвінея|Экваториальная Гвинея|Экваторлық Гвинея|
GR|GRC|Greece|Греція|Греция|Грекия|
GS|SGS|South Georgia & South Sandwich Islands|Південна Джорджія та Південні Сандвічеві Острови|Южная Георгия и Южные Сандвичевы острова|Оңтүстік Георгия және Оңтүстік Сандвич аралдары|South Georgia and the South Sandwich Islands
GT|GTM|Guatemala|Гватемала|Гватемала|Гватемала|
GU|GUM|Guam|Гуам|Гуам|Гуам|
GW|GNB|Guinea-Bissau|Гвінея-Бісау|Гвинея-Бисау|Гвинея-Бисау|
GY|GUY|Guyana|Гаяна|Гайана|Гайана|
HK|HKG|Hong Kong SAR China|Гонконг, ОАР Китаю|Гонконг (САР)|Сянган АӘА|Hong Kong
HM|HMD|Heard & McDonald Islands|Острови Герд і Макдоналд|Острова Херд и Макдональд|Херд аралы және Макдональд аралдары|Heard Island and McDonald Islands
HN|HND|Honduras|Гондурас|Гондурас|Гондурас|
HR|HRV|Croatia|Хорватія|Хорватия|Хорватия|
HT|HTI|Haiti|Гаїті|Гаити|Гаити|
HU|HUN|Hungary|Угорщина|Венгрия|Венгрия|
ID|IDN|Indonesia|Індонезія|Индонезия|Индонезия|
IE|IRL|Ireland|Ірландія|Ирландия|Ирландия|
IL|ISR|Israel|Ізраїль|Израиль|Израиль|
IM|IMN|Isle of Man|Острів Мен|Остров Мэн|Мэн аралы|
IN|IND|India|Індія|Индия|Үндістан|
IO|IOT|British Indian Ocean Territory|Британська територія в Індійському океані|Британская территория в Индийском океане|Үнді мұхитындағы Британ аймағы|
IQ|IRQ|Iraq|Ірак|Ирак|Ирак|
IR|IRN|Iran|Іран|Иран|Иран|Iran (Islamic Republic of)
IS|ISL|Iceland|Ісландія|Исландия|Исландия|
IT|ITA|Italy|Італія|Италия|Италия|
JE|JEY|Jersey|Джерсі|Джерси|Джерси|
JM|JAM|Jamaica|Ямайка|Ямайка|Ямайка|
JO|JOR|Jordan|Йорданія|Иордания|Иордания|
JP|JPN|Japan|Японія|Япония|Жапония|
KE|KEN|Kenya|Кенія|Кения|Кения|
KG|KGZ|Kyrgyzstan|Киргизстан|Киргизия|Қырғызстан|
KH|KHM|Cambodia|Камбоджа|Камбоджа|Камбоджа|
KI|KIR|Kiribati|Кірибаті|Кирибати|Кирибати|
KM|COM|Comoros|Комори|Коморы|Комор аралдары|
KN|KNA|St. Kitts & Nevis|Сент-Кітс і Невіс|Сент-Китс и Невис|Сент-Китс және Невис|Saint Kitts and Nevis
KP|PRK|North Korea|Північна Корея|КНДР|Солтүстік Корея|Democratic People's Republic of Korea
KR|KOR|South Korea|Південна Корея|Республика Корея|Оңтүстік Корея|Republic of Korea
KW|KWT|Kuwait|Кувейт|Кувейт|Кувейт|
KY|CYM|Cayman Islands|Кайманові Острови|Острова Кайман|Кайман аралдары|
KZ|KAZ|Kazakhstan|Казахстан|Казахстан|Қазақстан|
LA|LAO|Laos|Лаос|Лаос|Лаос|Lao People's Democratic Republic
LB|LBN|Lebanon|Ліван|Ливан|Ливан|
LC|LCA|St. Lucia|Сент-Люсія|Сент-Люсия|Сент-Люсия|Saint Lucia
LI|LIE|Liechtenstein|Ліхтенштейн|Лихтенштейн|Лихтенштейн|
LK|LKA|Sri Lanka|Шрі-Ланка|Шри-Ланка|Шри-Ланка|
LR|LBR|Liberia|Ліберія|Либерия|Либерия|
LS|LSO|Lesotho|Лесото|Лесото|Лесото|
LT|LTU|Lithuania|Литва|Литва|Литва|
LU|LUX|Luxembourg|Люксембург|Люксембург|Люксембург|
LV|LVA|Latvia|Латвія|Латвия|Латвия|
LY|LBY|Libya|Лівія|Ливия|Ливия|
MA|MAR|Morocco|Марокко|Марокко|Марокко|
MC|MCO|Monaco|Монако|Монако|Монако|
MD|MDA|Moldova|Молдова|Молдова|Молдова|
ME|MNE|Montenegro|Чорногорія|Черногория|Черногория|
MF|MAF|St. Martin|Сен-Мартен|Сен-Мартен|Сен-Мартен|Saint Martin (French part)
MG|MDG|Madagascar|Мадагаскар|Мадагаскар|Мадагаскар|
MH|MHL|Marshall Islands|Маршаллові Острови|Маршалловы острова|Маршалл аралдары|
MK|MKD|North Macedonia|Північна Македонія|Северная Македония|Солтүстік Македония|
ML|MLI|Mali|Малі|Мали|Мали|
MM|MMR|Myanmar (Burma)|М’янма (Бірма)|Мьянма (Бирма)|Мьянма (Бирма)|Myanmar
MN|MNG|Mongolia|Монголія|Монголия|Моңғолия|
MO|MAC|Macao SAR China|Макао, ОАР Китаю|Макао (САР)|Макао АӘА|Macao
MP|MNP|Northern Mariana Islands|Північні Маріанські Острови|Северные Марианские острова|Солтүстік Мариана аралдары|
MQ|MTQ|Martinique|Мартиніка|Мартиника|Мартиника|
MR|MRT|Mauritania|Мавританія|Мавритания|Мавритания|
MS|MSR|Montserrat|Монтсеррат|Монтсеррат|Монтсеррат|
MT|MLT|Malta|Мальта|Мальта|Мальта|
MU|MUS|Mauritius|Маврикій|Маврикий|Маврикий|
MV|MDV|Maldives|Мальдіви|Мальдивы|Мальдив аралдары|
MW|MWI|Malawi|Малаві|Малави|Малави|
MX|MEX|Mexico|Мексика|Мексика|Мексика|
MY|MYS|Malaysia|Малайзія|Малайзия|Малайзия|
MZ|MOZ|Mozambique|Мозамбік|Мозамбик|Мозамбик|
NA|NAM|Namibia|Намібія|Намибия|Намибия|
NC|NCL|New Caledonia|Нова Каледонія|Новая Каледония|Жаңа Каледония|
NE|NER|Niger|Нігер|Нигер|Нигер|
NF|NFK|Norfolk Island|Острів Норфолк|Остров Норфолк|Норфолк аралы|
NG|NGA|Nigeria|Нігерія|Нигерия|Нигерия|
NI|NIC|Nicaragua|Нікарагуа|Никарагуа|Никарагуа|
NL|NLD|Netherlands|Нідерланди|Нидерланды|Нидерланд|
NO|NOR|Norway|Норвегія|Норвегия|Норвегия|
NP|NPL|Nepal|Непал|Непал|Непал|
NR|NRU|Nauru|Науру|Науру|Науру|
NU|NIU|Niue|Ніуе|Ниуэ|Ниуэ|
NZ|NZL|New Zealand|Нова Зеландія|Новая Зеландия|Жаңа Зеландия|
OM|OMN|Oman|Оман|Оман|Оман|
PA|PAN|Panama|Панама|Панама|Панама|
PE|PER|Peru|Перу|Перу|Перу|
PF|PYF|French Polynesia|Французька Полінезія|Французская Полинезия|Француз Полинезиясы|
PG|PNG|Papua New Guinea|Папуа-Нова Гвінея|Папуа — Новая Гвинея|Папуа — Жаңа Гвинея|
PH|PHL|Philippines|Філіппіни|Филиппины|Филиппин аралдары|
PK|PAK|Pakistan|Пакистан|Пакистан|Пәкістан|
PL|POL|Poland|Польща|Польша|Польша|
PM|SPM|St. Pierre & Miquelon|Сен-П’єр і Мікелон|Сен-Пьер и Микелон|Сен-Пьер және Микелон|Saint Pierre and Miquelon
PN|PCN|Pitcairn Islands|Острови Піткерн|Острова Питкэрн|Питкэрн аралдары|Pitcairn
PR|PRI|Puerto Rico|Пуерто-Рико|Пуэрто-Рико|Пуэрто-Рико|
PS|PSE|Palestinian Territories|Палестинські території|Палестинские территории|Палестина аймақтары|Palestine, State of
PT|PRT|Portugal|Португалія|Португалия|Португалия|
PW|PLW|Palau|Палау|Палау|Палау|
PY|PRY|Paraguay|Парагвай|Парагвай|Парагвай|
QA|QAT|Qatar|Катар|Катар|Катар|
RE|REU|Réunion|Реюньйон|Реюньон|Реюньон|
RO|ROU|Romania|Румунія|Румыния|Румыния|
RS|SRB|Serbia|Сербія|Сербия|Сербия|
RU|RUS|Russia|Росія|Россия|Ресей|Russian Federation
RW|RWA|Rwanda|Руанда|Руанда|Руанда|
SA|SAU|Saudi Arabia|Саудівська Аравія|Саудовская Аравия|Сауд Арабиясы|
SB|SLB|Solomon Islands|Соломонові Острови|Соломоновы острова|Соломон аралдары|
SC|SYC|Seychelles|Сейшельські Острови|Сейшельские острова|Сейшель аралдары|
SD|SDN|Sudan|Судан|Судан|Судан|
SE|SWE|Sweden|Швеція|Швеция|Швеция|
SG|SGP|Singapore|Сінгапур|Сингапур|Сингапур|
SH|SHN|St. Helena|Острів Святої Єлени|Остров Св. Елены|Әулие Елена аралы|Saint Helena, Ascension and Tristan da Cunha
SI|SVN|Slovenia|Словенія|Словения|Словения|
SJ|SJM|Svalbard and Jan Mayen|Шпіцберген і Ян-Маєн|Шпицберген и Ян-Майен|Шпицберген және Ян-Майен|
SK|SVK|Slovakia|Словаччина|Словакия|Словакия|
SL|SLE|Sierra Leone|Сьєрра-Леоне|Сьерра-Леоне|Сьерра-Леоне|
SM|SMR|San Marino|Сан-Марино|Сан-Марино|Сан-Марино|
SN|SEN|Senegal|Сенегал|Сенегал|Сенегал|
SO|SOM|Somalia|Сомалі|Сомали|Сомали|
SR|SUR|Suriname|Суринам|Суринам|Суринам|
SS|SSD|South Sudan|Південний Судан|Южный Судан|Оңтүстік Судан|
ST|STP|São Tomé & Príncipe|Сан-Томе і Принсіпі|Сан-Томе и Принсипи|Сан-Томе және Принсипи|Sao Tome and Principe
SV|SLV|El Salvador|Сальвадор|Сальвадор|Сальвадор|
SX|SXM|Sint Maarten|Сінт-Мартен|Синт-Мартен|Синт-Мартен|Sint Maarten (Dutch part)
SY|SYR|Syria|Сирія|Сирия|Сирия|Syrian Arab Republic
SZ|SWZ|Eswatini|Есватіні|Эсватини|Эсватини|
TC|TCA|Turks & Caicos Islands|Острови Теркс і Кайкос|Тёркс и Кайкос|Теркс және Кайкос аралдары|Turks and Caicos Islands
TD|TCD|Chad|Чад|Чад|Чад|
TF|ATF|French Southern Territories|Французькі Південні Території|Французские Южные территории|Францияның оңтүстік аймақтары|
TG|TGO|Togo|Того|Того|Того|
TH|THA|Thailand|Таїланд|Таиланд|Таиланд|
TJ|TJK|Tajikistan|Таджикистан|Таджикистан|Тәжікстан|
TK|TKL|Tokelau|Токелау|Токелау|Токелау|
TL|TLS|Timor-Leste|Тимор-Лешті|Восточный Тимор|Тимор-Лесте|
TM|TKM|Turkmenistan|Туркменістан|Туркменистан|Түрікменстан|
TN|TUN|Tunisia|Туніс|Тунис|Тунис|
TO|TON|Tonga|Тонга|Тонга|Тонга|
TR|TUR|Türkiye|Туреччина|Турция|Түркия|Turkey
TT|TTO|Trinidad & Tobago|Тринідад і Тобаго|Тринидад и Тобаго|Тринидад және Тобаго|Trinidad and Tobago
TV|TUV|Tuvalu|Тувалу|Тувалу|Тувалу|
TW|TWN|Taiwan|Тайвань|Тайвань|Тайвань|Taiwan (Province of China)
TZ|TZA|Tanzania|Танзанія|Танзания|Танзания|Tanzania, the United Republic of
UA|UKR|Ukraine|Україна|Украина|Украина|
UG|UGA|Uganda|Уганда|Уганда|Уганда|
UM|UMI|U.S. Outlying Islands|Віддалені острови США|Внешние малые острова США|АҚШ-тың сыртқы кіші аралдары|United States Minor Outlying Islands
US|USA|United States|Сполучені Штати|Соединенные Штаты|Америка Құрама Штаттары|United States of America
UY|URY|Uruguay|Уругвай|Уругвай|Уругвай|
UZ|UZB|Uzbekistan|Узбекистан|Узбекистан|Өзбекстан|
VA|VAT|Vatican City|Ватикан|Ватикан|Ватикан|Holy See
VC|VCT|St. Vincent & Grenadines|Сент-Вінсент і Гренадіни|Сент-Винсент и Гренадины|Сент-Винсент және Гренадин аралдары|Saint Vincent and the Grenadines
VE|VEN|Venezuela|Венесуела|Венесуэла|Венесуэла|Venezuela (Bolivarian Republic of)
VG|VGB|British Virgin Islands|Британські Віргінські острови|Виргинские острова (Великобритания)|Британдық Виргин аралдары|Virgin Islands (British)
VI|VIR|U.S. Virgin Islands|Віргінські Острови (США)|Виргинские острова (США)|АҚШ-тың Виргин аралдары|Virgin Islands (U.S.)
VN|VNM|Vietnam|В’єтнам|Вьетнам|Вьетнам|Viet Nam
VU|VUT|Vanuatu|Вануату|Вануату|Вануату|
WF|WLF|Wallis & Futuna|Уолліс і Футуна|Уоллис и Футуна|Уоллис және Футуна|Wallis and Futuna
WS|WSM|Samoa|Самоа|Самоа|Самоа|
XK|RKS|Kosovo|Косово|Косово|Косово|
YE|YEM|Yemen|Ємен|Йемен|Йемен|
YT|MYT|Mayotte|Майотта|Майотта|Майотта|
ZA|ZAF|South Africa|Південно-Африканська Республіка|Южно-Африканская Республика|Оңтүстік Африка|
ZM|ZMB|Zambia|Замбія|Замбия|Замбия|
ZW|ZWE|Zimbabwe|Зімбабве|Зимбабве|Зимбабве|
"""
