"""Engines for tables: their answers are those of `screen_table`, whatever cuts the rows into pieces."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pytest
from pyarrow import parquet
from tests.people import ANNA, OTHERS, SCREENER, WATCHLIST, YURI

import screening as sc
from screening.adapters.duckdb import screen_relation
from screening.adapters.polars import screen_frame
from screening.adapters.portable import PortableScreener
from screening.adapters.spark import screen_dataframe
from screening.batch import OUTPUT_SCHEMA

NAMES = ["Anna Eriksson", "Bela Bartok", "???", "Shcherbakov Yuri", None, "Mohamed Aly", "Marija Garsia"]
COUNT = 20_000  # more than a chunk, and no multiple of it
TABLE = pa.table(
    {
        "traveller_id": [f"T{i}" for i in range(COUNT)],
        "name": [NAMES[i % len(NAMES)] for i in range(COUNT)],
        "birth_date": ["1974-08-12" if i % 3 else "someday" for i in range(COUNT)],
    }
)
ANSWER = SCREENER.screen_table(TABLE)
HEADER = "id,name,birth_date\n"


def compile_list(path: Path, text: str) -> Path:
    """A compiled list at `path`."""
    source = path.with_suffix(".csv")
    source.write_text(HEADER + text, encoding="utf-8")
    sc.compile_watchlist([source], path, list_name="test")
    return path


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    people = "".join(f'{e.id},"{e.names[0].name}",\n' for e in (ANNA, YURI, *OTHERS))
    return compile_list(tmp_path_factory.mktemp("list") / "people.watchlist", people)


# -------------------------------------------------------------------------------------------- what travels to a worker


def test_a_portable_screener_travels_light(compiled: Path) -> None:
    portable = PortableScreener.of(compiled, config=sc.ScreeningConfig(threshold=0.8), threads=2)
    arrived = pickle.loads(pickle.dumps(portable))
    assert arrived == portable
    assert len(pickle.dumps(portable)) < 1000
    assert arrived.digest == sc.Watchlist.open(compiled).digest
    assert arrived.open().config.threshold == 0.8
    expected = sc.Screener(sc.Watchlist.open(compiled), threshold=0.8).screen_table(TABLE)
    assert arrived.screen_table(TABLE).equals(expected)
    batches = list(arrived.screen_batches(TABLE.to_batches(max_chunksize=3000)))
    assert pa.Table.from_batches(batches).equals(expected)


def test_a_process_opens_a_list_once(compiled: Path) -> None:
    portable = PortableScreener.of(compiled)
    assert pickle.loads(pickle.dumps(portable)).open() is portable.open()


def test_no_batch_gives_no_batch(compiled: Path) -> None:
    assert list(PortableScreener.of(compiled).screen_batches([])) == []


def test_another_version_of_the_list_is_refused(tmp_path: Path) -> None:
    path = compile_list(tmp_path / "old.watchlist", "1,Anna Eriksson,\n")
    portable = PortableScreener.of(path)
    compile_list(path, "1,Somebody Else,\n")
    with pytest.raises(sc.ListCorruptError, match=r"old\.watchlist: another version of the list"):
        portable.screen_table(TABLE)
    path.unlink()
    with pytest.raises(sc.ListError):
        portable.screen_table(TABLE)


def test_a_list_in_memory_cannot_travel() -> None:
    with pytest.raises(sc.ListError, match="compile it to a file"):
        PortableScreener.of(WATCHLIST)


def test_no_engine_is_loaded_before_it_is_used() -> None:
    code = (
        "import sys, screening.adapters.spark, screening.adapters.duckdb, screening.adapters.polars;"
        "sys.exit(bool({'pyspark', 'duckdb', 'polars'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# --------------------------------------------------------------------------------------------------------------- DuckDB


@pytest.fixture
def travellers() -> Iterator[duckdb.DuckDBPyRelation]:
    with duckdb.connect() as connection:
        yield connection.from_arrow(TABLE)


@pytest.mark.parametrize("threads", [1, 2])
def test_duckdb_gives_the_same_answers(travellers: duckdb.DuckDBPyRelation, threads: int) -> None:
    answers = screen_relation(travellers, SCREENER, threads=threads)
    assert answers.to_arrow_table().cast(OUTPUT_SCHEMA).equals(ANSWER)
    # Every further query of a lazy relation screens again; a stream that was used up would say "no hits" to everybody.
    assert answers.to_arrow_table().cast(OUTPUT_SCHEMA).equals(ANSWER)
    assert len(answers.filter("status = 'unscreenable'").fetchall()) == ANSWER["status"].to_pylist().count(
        "unscreenable"
    )


def test_duckdb_joins_answers_with_the_caller_s_tables() -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "create table flight as select 'T' || range as traveller_id, range % 300 as seat from range(20)"
        )
        cursor = connection.cursor()
        answers = screen_relation(connection.from_arrow(TABLE.slice(0, 20)), SCREENER, connection=cursor)
        answers.create("answers")
        found = connection.sql(
            "select seat, entry_id from flight join answers using (traveller_id) where status = 'hits'"
        )
        assert set(found.fetchall()) >= {(0, "1"), (3, "2")}


def test_duckdb_never_answers_short_when_it_scans_twice(travellers: duckdb.DuckDBPyRelation) -> None:
    answers = screen_relation(travellers, SCREENER)
    try:
        both = answers.union(answers).to_arrow_table()
    except duckdb.Error:
        return
    assert len(both) == 2 * len(ANSWER)


def test_duckdb_says_at_once_what_is_wrong_with_the_columns(travellers: duckdb.DuckDBPyRelation) -> None:
    with pytest.raises(sc.ColumnError, match="column 3: unknown column"):
        screen_relation(travellers.project("*, 1 as seat"), SCREENER)


def test_a_query_that_breaks_off_in_duckdb_is_an_error(travellers: duckdb.DuckDBPyRelation) -> None:
    broken = travellers.project(
        "traveller_id, case when traveller_id = 'T15000' then error('Anna') else name end as name"
    )
    with pytest.raises(duckdb.Error) as caught:
        screen_relation(broken, SCREENER).fetchall()
    assert "Anna" not in str(caught.value)


# --------------------------------------------------------------------------------------------------------------- Polars


def test_polars_gives_the_same_answers() -> None:
    answers = screen_frame(pl.DataFrame(TABLE), SCREENER, threads=2)
    assert answers.to_arrow().cast(OUTPUT_SCHEMA).equals(ANSWER)


def test_a_lazy_frame_is_screened_when_it_is_collected() -> None:
    answers = screen_frame(pl.DataFrame(TABLE).lazy(), SCREENER)
    assert isinstance(answers, pl.LazyFrame)
    for engine in ("in-memory", "streaming"):
        assert answers.collect(engine=engine).to_arrow().cast(OUTPUT_SCHEMA).equals(ANSWER)
    whole = pl.DataFrame(ANSWER)
    hits = pl.col("status") == "hits"
    assert answers.filter(hits).select("entry_id").collect().equals(whole.filter(hits).select("entry_id"))
    for count in (0, 1, 9000):
        assert answers.head(count).collect().equals(whole.head(count))
    assert answers.head(9000).filter(hits).collect().equals(whole.head(9000).filter(hits))


def test_polars_says_at_once_what_is_wrong_with_the_columns() -> None:
    frame = pl.DataFrame(TABLE).with_columns(seat=1)
    for wrong in (frame, frame.lazy()):
        with pytest.raises(sc.ColumnError, match="column 3: unknown column"):
            screen_frame(wrong, SCREENER)


# ---------------------------------------------------------------------------------------------------------------- Spark


# Of pyspark itself: it does not say yet that it can do with the newest pandas.
pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Apache Spark needs Java: install default-jre-headless")
    from pyspark.sql import SparkSession

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
        session = (
            SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("spark")))
            .config("spark.local.dir", str(tmp_path_factory.mktemp("spark")))
            .getOrCreate()
        )
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


def by_traveller(table: pa.Table) -> list[dict[str, Any]]:
    """Answers without the number of the row, in the order of the caller's ids; hits of one stay best first."""
    return sorted(table.drop_columns(["row"]).to_pylist(), key=lambda row: str(row["traveller_id"]))


@pytest.mark.parametrize("ship", [False, True])
def test_spark_gives_the_same_answers(spark: Any, compiled: Path, *, ship: bool) -> None:
    from pyspark.sql import functions as f

    plain = sc.Screener(sc.Watchlist.open(compiled)).screen_table(TABLE)
    df = spark.createDataFrame(TABLE).repartition(4).cache()  # or Spark would deal the rows out anew for each question
    answers = screen_dataframe(df, compiled, ship=ship)
    found = answers.toArrow().cast(OUTPUT_SCHEMA)
    assert by_traveller(found) == by_traveller(plain)
    assert set(found["traveller_id"].to_pylist()) == set(TABLE["traveller_id"].to_pylist())
    unreadable = [row for row in found.to_pylist() if row["status"] == "unscreenable"]
    assert len(unreadable) == sum(name in (None, "???") for name in TABLE["name"].to_pylist())
    # A number names one traveller in the whole answer.
    numbers = dict(zip(found["row"].to_pylist(), found["traveller_id"].to_pylist(), strict=True))
    assert len(numbers) == COUNT
    theirs = df.select("traveller_id", f.monotonically_increasing_id().alias("row")).collect()
    assert numbers == {row.row: row.traveller_id for row in theirs}


def test_spark_opens_the_list_once_in_each_of_several_workers(spark: Any, compiled: Path) -> None:
    portable = PortableScreener.of(compiled)

    def look(_: Any) -> Iterator[tuple[int, int]]:
        import time

        screener = portable.open()
        time.sleep(0.3)  # or one worker might do the work of both
        yield os.getpid(), id(screener)

    seen = spark.sparkContext.parallelize(range(8), 8).mapPartitions(look).collect()
    workers = {pid for pid, _ in seen}
    assert len(workers) > 1
    assert os.getpid() not in workers
    assert len(set(seen)) == len(workers)  # one screener a process, though it had several partitions


def test_empty_partitions_keep_the_schema(spark: Any, compiled: Path) -> None:
    one = spark.createDataFrame(TABLE.slice(0, 1)).repartition(3)
    assert len(screen_dataframe(one, compiled).collect()) == 1
    none = screen_dataframe(one.where("false"), compiled)
    assert none.collect() == []
    assert none.columns == OUTPUT_SCHEMA.names
    assert none.toArrow().cast(OUTPUT_SCHEMA).equals(OUTPUT_SCHEMA.empty_table())


def test_spark_refuses_another_version_of_the_list(spark: Any, tmp_path: Path) -> None:
    from pyspark.errors import PythonException

    path = compile_list(tmp_path / "nightly.watchlist", "1,Anna Eriksson,\n")
    answers = screen_dataframe(spark.createDataFrame(TABLE.slice(0, 10)), path)
    compile_list(path, "1,Somebody Else,\n")
    with pytest.raises(PythonException, match=r"ListCorruptError: nightly\.watchlist: another version") as caught:
        answers.collect()
    assert "Eriksson" not in str(caught.value)
    path.unlink()
    with pytest.raises(sc.ListError):
        screen_dataframe(spark.createDataFrame(TABLE.slice(0, 10)), path)


def test_spark_says_at_once_what_is_wrong_with_the_columns(spark: Any, compiled: Path) -> None:
    with pytest.raises(sc.ColumnError, match="column 1: unknown column"):
        screen_dataframe(spark.createDataFrame([("Anna", 1)], "name string, seat int"), compiled)


def test_the_page_on_spark_works(spark: Any, compiled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (Path(__file__).resolve().parent.parent / "docs/how-to/run-on-spark.md").read_text(encoding="utf-8")
    code = "".join(re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL))
    monkeypatch.chdir(tmp_path)
    spark.createDataFrame(TABLE.slice(0, 200)).write.parquet("file://" + str(tmp_path / "travellers"))
    for place in ("travellers/", "answers/"):
        code = code.replace(f'"{place}"', f'"file://{tmp_path}/{place}"')
    exec(code.replace("/srv/lists/2026-08-01.watchlist", str(compiled)), {})
    answers = sc.Screener(sc.Watchlist.open(compiled)).screen_table(TABLE.slice(0, 200)).to_pylist()
    expected = Counter(row["traveller_id"] for row in answers if row["status"] != "no_hits" or row["degraded"])
    written = Counter(parquet.read_table(tmp_path / "answers").column("traveller_id").to_pylist())
    assert written == expected
    assert 0 < len(written) < 200
