# Python reads this when it starts moto. To go back where a transaction fails, moto
# copies every table that it names, deeply, and once for each of its items: with some
# thousand items a transaction takes seconds. What it goes back to by this shares the
# items themselves, which puts and deletes replace and never change.
import collections
import copy

from moto.dynamodb.models.table import Table


def snapshot(table, memo):
    same = copy.copy(table)
    same.items = collections.defaultdict(dict)
    for key, value in table.items.items():
        same.items[key] = dict(value) if table.has_range_key else value
    if table.stream_shard is not None:
        same.stream_shard = copy.copy(table.stream_shard)
        same.stream_shard.items = list(table.stream_shard.items)
        same.stream_shard.table = same
    return same


Table.__deepcopy__ = snapshot
