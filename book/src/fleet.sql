-- Views over an export of btlint, for DuckDB. Run it in the folder of the export.
-- Each capture is there once: as the newest btlint, and of those the latest run, has it.
CREATE OR REPLACE VIEW captures AS
  SELECT * FROM read_parquet('captures/*/*.parquet', union_by_name = true)
  QUALIFY row_number() OVER (PARTITION BY capture ORDER BY btlint_order DESC, exported DESC) = 1;
CREATE OR REPLACE VIEW labels AS
  SELECT t.* FROM read_parquet('labels/*/*.parquet', union_by_name = true) t
  SEMI JOIN captures USING (capture, run);
CREATE OR REPLACE VIEW adapters AS
  SELECT t.* FROM read_parquet('adapters/*/*.parquet', union_by_name = true) t
  SEMI JOIN captures USING (capture, run);
CREATE OR REPLACE VIEW links AS
  SELECT t.* FROM read_parquet('links/*/*.parquet', union_by_name = true) t
  SEMI JOIN captures USING (capture, run);
CREATE OR REPLACE VIEW phases AS
  SELECT t.* FROM read_parquet('phases/*/*.parquet', union_by_name = true) t
  SEMI JOIN captures USING (capture, run);
CREATE OR REPLACE VIEW findings AS
  SELECT t.* FROM read_parquet('findings/*/*.parquet', union_by_name = true) t
  SEMI JOIN captures USING (capture, run);
CREATE OR REPLACE VIEW not_assessed AS
  SELECT t.* FROM read_parquet('not_assessed/*/*.parquet', union_by_name = true) t
  SEMI JOIN captures USING (capture, run);
CREATE OR REPLACE VIEW streams AS
  SELECT t.* FROM read_parquet('streams/*/*.parquet', union_by_name = true) t
  SEMI JOIN captures USING (capture, run);
CREATE OR REPLACE VIEW gaps AS
  SELECT t.* FROM read_parquet('gaps/*/*.parquet', union_by_name = true) t
  SEMI JOIN captures USING (capture, run);
CREATE OR REPLACE VIEW channels AS
  SELECT t.* FROM read_parquet('channels/*/*.parquet', union_by_name = true) t
  SEMI JOIN captures USING (capture, run);
CREATE OR REPLACE VIEW quality AS
  SELECT t.* FROM read_parquet('quality/*/*.parquet', union_by_name = true) t
  SEMI JOIN captures USING (capture, run);

-- The captures in which a rule could be assessed: they were read to their end and hold a link, and
-- nothing kept the rule from looking.
CREATE OR REPLACE MACRO assessable(rule) AS TABLE
  SELECT capture FROM captures WHERE read AND links > 0
  EXCEPT
  SELECT capture FROM not_assessed WHERE code = rule;
