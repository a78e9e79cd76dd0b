#!/usr/bin/env python3
"""The three questions of book/src/fleet.md, asked of an export by several engines, which must give the same rows.

    python3 tests/fleet/engines.py LAKE

LAKE is what `btlint export ... --to LAKE` wrote, with the label fw. DuckDB answers with the queries as the book has
them; DataFusion and Spark with the same in their SQL. An engine that is not there is skipped, which is said.

    pip install duckdb datafusion pyspark        (Spark needs Java 17)

Spark runs in this process with two threads; BTLINT_SPARK=local-cluster[2,1,1024] gives it two workers, where
SPARK_HOME names a whole installation.
"""

import math
import os
import pathlib
import sys

BOOK = pathlib.Path(__file__).resolve().parents[2] / "book" / "src"
TABLES = ["captures", "labels", "adapters", "links", "phases", "findings", "not_assessed", "streams",
          "gaps", "channels", "quality"]

# The views of fleet.sql, over tables that are called raw_NAME.
NEWEST = """SELECT * FROM (
  SELECT *, row_number() OVER (PARTITION BY capture ORDER BY btlint_order DESC, exported DESC) AS newest FROM raw_captures
) numbered WHERE newest = 1"""
OTHER = "SELECT t.* FROM raw_{0} t LEFT SEMI JOIN captures c ON t.capture = c.capture AND t.run = c.run"

ASSESSABLE = """(SELECT capture FROM captures WHERE read AND links > 0
  EXCEPT SELECT capture FROM not_assessed WHERE code = 'AUTH104')"""


def questions(percentile):
    """The questions, where `percentile` names the function of the engine."""
    return [
        """SELECT l.value AS fw,
                  sum(CASE WHEN verdict = 'failed' THEN 1 ELSE 0 END) AS failed,
                  sum(CASE WHEN verdict <> 'unknown' THEN 1 ELSE 0 END) AS assessed,
                  sum(CASE WHEN verdict = 'unknown' THEN 1 ELSE 0 END) AS unknown,
                  round(100.0 * sum(CASE WHEN verdict = 'failed' THEN 1 ELSE 0 END)
                    / nullif(sum(CASE WHEN verdict <> 'unknown' THEN 1 ELSE 0 END), 0), 1) AS per_cent
           FROM links k JOIN captures c ON k.capture = c.capture JOIN labels l ON k.capture = l.capture
           WHERE l.name = 'fw' AND c.read GROUP BY l.value ORDER BY fw""",
        f"""SELECT peer_company, peer_subversion, count(*) AS links,
                   round({percentile('first_media_s', 0.5)}, 3) AS p50, round({percentile('first_media_s', 0.95)}, 3) AS p95
            FROM links WHERE from_start AND first_media_s IS NOT NULL
            GROUP BY peer_company, peer_subversion ORDER BY p95 DESC, peer_company, peer_subversion""",
        f"""SELECT l.value AS fw, count(DISTINCT a.capture) AS assessable, count(DISTINCT f.capture) AS with_finding
            FROM {ASSESSABLE} a JOIN labels l ON l.capture = a.capture AND l.name = 'fw'
            LEFT JOIN findings f ON f.capture = a.capture AND f.code = 'AUTH104'
            GROUP BY l.value
            ORDER BY CASE WHEN count(DISTINCT f.capture) = 0 THEN 1 ELSE 0 END, fw LIMIT 1""",
    ]


def plain(rows):
    """Rows without the types of an engine, in an order of their own: equals may come in any."""
    def value(it):
        if it is None or isinstance(it, (str, bool, int)):
            return it
        return None if math.isnan(it) else round(float(it), 3)
    return sorted((tuple(value(it) for it in row) for row in rows), key=repr)


def of_duckdb(lake):
    import duckdb
    os.chdir(lake)
    engine = duckdb.connect()
    engine.execute((BOOK / "fleet.sql").read_text())
    page = (BOOK / "fleet.md").read_text()
    return [engine.execute(part.split("```")[0]).fetchall() for part in page.split("```sql\n")[1:]]


def of_datafusion(lake):
    from datafusion import SessionContext
    engine = SessionContext()
    for table in TABLES:
        engine.register_parquet(f"raw_{table}", str(lake / table))
    engine.sql(f"CREATE VIEW captures AS {NEWEST}").collect()
    for table in TABLES[1:]:
        engine.sql(f"CREATE VIEW {table} AS {OTHER.format(table)}").collect()

    def rows(query):
        frame = engine.sql(query)
        return [tuple(row.values()) for batch in frame.collect() for row in batch.to_pylist()]
    return [rows(query) for query in
            questions(lambda column, part: f"percentile_cont({part}) WITHIN GROUP (ORDER BY {column})")]


def of_spark(lake):
    from pyspark.sql import SparkSession
    engine = (SparkSession.builder.master(os.environ.get("BTLINT_SPARK", "local[2]"))
              .config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "4").getOrCreate())
    engine.sparkContext.setLogLevel("ERROR")
    for table in TABLES:
        engine.read.parquet(str(lake / table)).createOrReplaceTempView(f"raw_{table}")
    engine.sql(NEWEST).createOrReplaceTempView("captures")
    for table in TABLES[1:]:
        engine.sql(OTHER.format(table)).createOrReplaceTempView(table)
    found = [[tuple(row) for row in engine.sql(query).collect()]
             for query in questions(lambda column, part: f"percentile({column}, {part})")]
    engine.stop()
    return found


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    lake = pathlib.Path(sys.argv[1]).resolve()
    first = None
    for name, ask in [("DuckDB", of_duckdb), ("DataFusion", of_datafusion), ("Spark", of_spark)]:
        try:
            found = [plain(rows) for rows in ask(lake)]
        except ImportError as error:
            print(f"{name}: skipped, {error}")
            continue
        print(f"{name}: {[len(rows) for rows in found]} rows")
        if first is None:
            first = (name, found)
            if not all(found):
                sys.exit(f"{name} finds nothing for one of the questions: the lake says nothing about it")
        for number, (own, other) in enumerate(zip(found, first[1]), 1):
            if own != other:
                sys.exit(f"question {number}: {name} has\n{own}\nand {first[0]}\n{other}")
    if first is None:
        sys.exit("no engine is there")


main()
