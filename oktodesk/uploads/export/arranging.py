"""What an export is made of: a walk through its rows tells which layout they ask for.

A sheet is kept as it was dropped, so a copy has all of its lines. Links from before sheets were kept know their
own line alone.
"""

import asyncio
from collections.abc import Sequence

from oktodesk.uploads.export.layout import Layout, chunks
from oktodesk.uploads.export.sheet_copy import SheetCopy
from oktodesk.uploads.export.survey import Survey, copy_of_places
from oktodesk.uploads.store import Store


async def layout_of(store: Store, keys: Sequence[int], *, is_batch: bool, is_part: bool = False) -> Layout:
    """A copy of the sheet if all rows come from one; in a batch, what was added to it follows below.

    ``is_part``: a filter or a search hides rows; on the line of one of those, a copy is empty.
    """
    survey = Survey()
    async for rows in chunks(store, Layout(keys)):
        await asyncio.to_thread(survey.see, rows)
    if len(survey.origins) != 1 or (survey.others and not is_batch):
        return Layout(keys, theirs=tuple(title for title, is_new in survey.titles.items() if is_new))
    sheets = await store.sheets({place.sheet for place in survey.listed})
    if not all(place.sheet in sheets for place in survey.listed):
        return await asyncio.to_thread(copy_of_places, survey)  # 100,000 rows take their time to be put in order
    copy = SheetCopy(survey, sheets)
    for urls in copy.unplaced():
        copy.know(await store.by_source(urls))
    return await asyncio.to_thread(copy.layout, is_part=is_part)
