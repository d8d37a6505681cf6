"""All SQL of the samples that a server takes of itself."""

import msgspec

from community.admin.samples import Sample
from community.db import Transaction

_COLUMNS = "at, process, span, written, receipts, commits, sockets, lagged, catch_ups, requests, errors"
_encode = msgspec.json.encode
_decode = msgspec.json.Decoder(tuple[int, ...]).decode


async def insert_sample(tx: Transaction, sample: Sample) -> None:
    await tx.run(
        f"insert into samples ({_COLUMNS})"
        " values (:at, :process, :span, :written, :receipts, :commits, :sockets, :lagged, :catch_ups, :requests,"
        " :errors)",
        **{
            **msgspec.structs.asdict(sample),
            "receipts": _encode(sample.receipts).decode(),
            "commits": _encode(sample.commits).decode(),
        },
    )


async def forget_samples(tx: Transaction, before: int) -> None:
    await tx.run("delete from samples where at < :before", before=before)


async def samples_since(tx: Transaction, moment: int) -> list[Sample]:
    """Of every process, by time."""
    rows = await tx.rows(f"select {_COLUMNS} from samples where at > :moment order by at, process", moment=moment)
    return [
        Sample(
            at=at, process=process, span=span, written=written, receipts=_decode(receipts), commits=_decode(commits),
            sockets=sockets, lagged=lagged, catch_ups=catch_ups, requests=requests, errors=errors,
        )
        for at, process, span, written, receipts, commits, sockets, lagged, catch_ups, requests, errors in rows
    ]  # fmt: skip
