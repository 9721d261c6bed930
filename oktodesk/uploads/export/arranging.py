"""What an export is made of: a walk through its rows tells which layout they ask for.

A sheet is kept as it was dropped, so a copy has all of its lines. Links from before sheets were kept know their
own line alone.
"""

import asyncio
from collections.abc import Sequence

from oktodesk.uploads.export.layout import Layout, chunks
from oktodesk.uploads.export.sheet_copy import SheetCopy
from oktodesk.uploads.export.survey import Survey
from oktodesk.uploads.store import Store


async def layout_of(
    store: Store, keys: Sequence[int], *, is_batch: bool, is_part: bool = False, is_table: bool = True
) -> Layout:
    """A copy of the sheets, one below the other, if all rows come from some; in a batch, the others follow below.

    Else the rows in their order, below them what else the sheets hold. ``is_part``: a filter or a search hides
    rows; on the line of one of those a copy is empty, and nothing stands below other rows. Not ``is_table``: rows
    in their order, whatever they came in.
    """
    survey = Survey({batch.id: batch.created_at for batch in store.batches()} if is_batch else {})
    async for rows in chunks(store, Layout(keys)):
        await asyncio.to_thread(survey.see, rows)
    is_copy = is_table and bool(survey.listed) and (is_batch or not survey.others)
    if not is_copy and (is_part or not survey.listed):
        return Layout(keys, theirs=survey.new_titles)
    sheets = await store.sheets({place.sheet for place in survey.listed} - {""})
    # 100,000 rows take their time to be put in order.
    copy = await asyncio.to_thread(SheetCopy, survey, sheets)
    for urls in await asyncio.to_thread(copy.unplaced):
        copy.know(await store.by_source(urls))
    if not is_copy:
        return await asyncio.to_thread(copy.below, keys)
    return await asyncio.to_thread(copy.layout, is_part=is_part)
