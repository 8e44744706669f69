"""A page that a telephone at the edge of a network can load: HTML and CSS together, as they travel."""

import gzip
import re

import pytest
from django.test import Client

from dodomu.foundation.models import Crisis
from tests import cast

MOST_BYTES = 10 * 1024
AIM = 8 * 1024
CITIES = (
    "Алмати Караганда Шимкент Актобе Актау Атирау Костанай Петропавловськ Уральськ "
    "Кизилорда Тараз Талдикорган Павлодар Семей Усть-Каменогорськ Кокшетау Жезказган Екібастуз "
    "Темиртау Балхаш Риддер Туркестан Сатпаєв Жанаозен Капчагай Степногорськ Рудний "
    "Лисаковськ Аркалик Зайсан "
)


@pytest.mark.parametrize("language", ["uk", "en", "ru", "kk"])
def test_the_form_of_a_crisis_with_thirty_places_is_light(client: Client, crisis: Crisis, language: str) -> None:
    for number, name in enumerate(CITIES.split()):
        cast.place(crisis, f"city-{number}", name, name, 43.0, 77.0)
    Crisis.objects.filter(id=crisis.id).update(exercise="x", exercise_now=cast.NOON)
    answer = client.get(f"/c/{crisis.slug}/register?lang={language}", headers={"accept-encoding": "gzip"})
    page = gzip.decompress(answer.content).decode()
    assert page.count("<option") > len(CITIES.split())
    assert len(answer.content) < AIM < MOST_BYTES
    assert "<script" not in page
    assert "@import" not in page
    assert set(re.findall(r'<link rel="(\w+)"', page)) <= {"icon"}


@pytest.mark.parametrize("path", ["", "by-phone"])
def test_the_other_pages_are_lighter_still(client: Client, crisis: Crisis, path: str) -> None:
    answer = client.get(f"/c/{crisis.slug}/{path}?lang=uk", headers={"accept-encoding": "gzip"})
    assert len(answer.content) < AIM // 2


def test_a_style_is_allowed_by_its_number_used_once(client: Client, crisis: Crisis) -> None:
    first, second = (client.get(f"/c/{crisis.slug}/register") for _ in range(2))
    nonces = [re.findall(r'nonce="([^"]+)"', each.content.decode())[0] for each in (first, second)]
    assert nonces[0] != nonces[1]
    assert f"'nonce-{nonces[0]}'" in first["Content-Security-Policy"]
