"""The words of advice as a broadcast takes them: exactly those that were signed, channel by channel."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import AdviceText, Statement
from dodomu.contact.queries.audiences import Text
from dodomu.contact.rules.statements import Form

# A sheet of paper has a line for each person, and a drill stands for any channel: both take the shortest form.
FORMS: Final[Mapping[ChannelKind, Form]] = {
    ChannelKind.SMS: Form.SMS,
    ChannelKind.EMAIL: Form.EMAIL,
    ChannelKind.TELEGRAM: Form.TELEGRAM,
    ChannelKind.PAPER: Form.SMS,
    ChannelKind.DRILL: Form.SMS,
}


def words_of(advice: UUID) -> list[Text]:
    """Return the words of published advice for every channel, in every language."""
    subjects = dict(AdviceText.objects.filter(advice=advice).values_list("language", "headline"))
    rows = list(Statement.objects.filter(advice=advice, form__in=FORMS.values()).order_by("language"))
    return [
        Text(row.language, row.text, subjects.get(row.language, ""), channel)
        for row in rows
        for channel, form in FORMS.items()
        if form == row.form
    ]
