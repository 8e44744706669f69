"""The words of advice as a broadcast takes them: exactly those that were signed, channel by channel."""

from uuid import UUID

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import AdviceText, Statement
from dodomu.contact.queries.audiences import Text


def words_of(advice: UUID) -> list[Text]:
    """Return the words of published advice for every channel that has a form of its own, in every language."""
    forms = {kind.value for kind in ChannelKind}
    subjects = dict(AdviceText.objects.filter(advice=advice).values_list("language", "headline"))
    rows = Statement.objects.filter(advice=advice, form__in=forms).order_by("language", "form")
    return [Text(row.language, row.text, subjects.get(row.language, ""), ChannelKind(row.form)) for row in rows]
