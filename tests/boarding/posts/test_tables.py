"""The table of tables: every table is named in it, and what it says of columns is so."""

import pytest
from django.apps import apps
from django.db import models

from dodomu.boarding.queries.telling_post import columns_of, fingerprint, model_of
from dodomu.boarding.rules.exchange import BY_NAME, TABLES, How

OURS = [model for model in apps.get_models() if model.__module__.startswith("dodomu.")]


def test_every_table_of_every_chapter_says_how_it_is_carried():
    """A new table fails here until somebody has said what becomes of it at a post."""
    missing = {model._meta.label for model in OURS} - BY_NAME.keys()
    assert not missing, f"name them in boarding/rules/exchange.py: {sorted(missing)}"
    assert BY_NAME.keys() == {model._meta.label for model in OURS}
    assert len(BY_NAME) == len(TABLES)
    assert all(each.why for each in TABLES)


@pytest.mark.parametrize("each", TABLES, ids=lambda each: each.table)
def test_what_is_said_of_columns_is_so(each):
    columns = set(columns_of(each))
    groups = {name for group in each.once for name in group}
    assert groups | set(each.most) | each.blank.keys() | each.sealed.keys() <= columns
    if each.how in (How.HERE, How.ANEW):
        return
    binary = {field.attname for field in model_of(each)._meta.concrete_fields if isinstance(field, models.BinaryField)}
    told = binary - each.sealed.keys() - each.blank.keys()
    assert told <= PLAIN, f"{each.table}: is {told - PLAIN} sealed? Then name its context"


# Bytes that are the same on both sides: hashes without a key, signatures, public keys.
PLAIN = {
    "token_hash", "digest", "secret_hash", "serial", "code", "facts_digest",
    "same",  # keyed: groups of what was said alike are those of the side that keyed it
}  # fmt: skip


def test_what_is_referred_to_is_written_before_what_refers_to_it():
    order = {each.table: place for place, each in enumerate(TABLES)}
    for each in TABLES:
        for field in model_of(each)._meta.concrete_fields:
            other = field.related_model
            if isinstance(other, type) and issubclass(other, models.Model) and other is not model_of(each):
                about = (each.table, other._meta.label)
                late = {("foundation.TraceEntry", "foundation.Crisis"), ("journeys.Proposal", "journeys.Adoption")}
                assert order[other._meta.label] < order[each.table] or about in late, about


def test_nothing_that_is_carried_refers_to_what_stays():
    """A row that refers to one that is not carried could not be written on the other side."""
    stays = {each.table for each in TABLES if each.how in (How.HERE, How.ANEW)}
    for each in TABLES:
        if each.table in stays:
            continue
        for field in model_of(each)._meta.concrete_fields:
            other = field.related_model
            if isinstance(other, type) and issubclass(other, models.Model):
                assert other._meta.label not in stays or field.attname in each.blank, (each.table, field.attname)


def test_the_same_columns_have_the_same_fingerprint():
    assert fingerprint() == fingerprint()
