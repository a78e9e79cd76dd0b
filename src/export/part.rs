//! The rows of one table that a run writes: one Parquet file.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use parquet::{
    basic::Compression,
    data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type},
    errors::ParquetError,
    file::{
        properties::WriterProperties,
        writer::{SerializedColumnWriter, SerializedFileWriter},
    },
    schema::parser::parse_message_type,
};

use super::table::{COMMON, Column, Kind, Table, Value};

/// Rows that are written together, and kept until then.
const GROUP: usize = 65_536;

/// The file of one table. It has its name only when it is whole.
pub(super) struct Part {
    writer: SerializedFileWriter<File>,
    written: tempfile::TempPath,
    place: PathBuf,
    rows: Vec<Vec<Value>>,
}

impl Part {
    /// Begins the file at its place.
    ///
    /// # Errors
    /// It cannot be made.
    pub(super) fn begin(table: &Table, place: PathBuf) -> io::Result<Self> {
        let folder = place.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        let file = tempfile::Builder::new().prefix("part-").suffix(".tmp").tempfile_in(folder)?;
        let (file, written) = file.into_parts();
        let schema = parse_message_type(&schema(table)).map_err(error)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(format!("btlint {}", env!("CARGO_PKG_VERSION")))
            .build();
        let writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties));
        Ok(Self { writer: writer.map_err(error)?, written, place, rows: Vec::new() })
    }

    /// One row more, with what all tables begin with.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn push(&mut self, row: Vec<Value>) -> io::Result<()> {
        self.rows.push(row);
        if self.rows.len() >= GROUP { self.group().map_err(error) } else { Ok(()) }
    }

    /// Writes what is left, and gives the file its name.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.group().map_err(error)?;
        self.writer.close().map_err(error)?;
        self.written.persist(self.place).map_err(|error| error.error)
    }

    fn group(&mut self) -> Result<(), ParquetError> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let rows = std::mem::take(&mut self.rows);
        let mut group = self.writer.next_row_group()?;
        let mut place = 0;
        while let Some(mut column) = group.next_column()? {
            write(&mut column, rows.iter().filter_map(|row| row.get(place)))?;
            column.close()?;
            place += 1;
        }
        group.close()?;
        Ok(())
    }
}

/// The schema, in Parquet's own words.
fn schema(table: &Table) -> String {
    let column = |column: &Column| {
        let (kind, logical) = match column.kind {
            Kind::Text => ("BYTE_ARRAY", " (STRING)"),
            Kind::Integer => ("INT64", ""),
            Kind::Real => ("DOUBLE", ""),
            Kind::Flag => ("BOOLEAN", ""),
            Kind::Time => ("INT64", " (TIMESTAMP(MICROS,true))"),
        };
        format!("OPTIONAL {kind} {}{logical}; ", column.name)
    };
    let columns: String = COMMON.iter().chain(table.columns).map(column).collect();
    format!("message {} {{ {columns}}}", table.name)
}

/// Writes the values of a column, all of one kind.
fn write<'v>(
    column: &mut SerializedColumnWriter<'_>,
    values: impl Iterator<Item = &'v Value> + Clone,
) -> Result<(), ParquetError> {
    match values.clone().next() {
        None => Ok(()),
        Some(Value::Text(_)) => typed::<ByteArrayType>(
            column,
            values.map(|value| match value {
                Value::Text(text) => text.as_deref().map(ByteArray::from),
                _ => None,
            }),
        ),
        Some(Value::Integer(_) | Value::Time(_)) => typed::<Int64Type>(
            column,
            values.map(|value| match value {
                Value::Integer(number) | Value::Time(number) => *number,
                _ => None,
            }),
        ),
        Some(Value::Real(_)) => typed::<DoubleType>(
            column,
            values.map(|value| match value {
                Value::Real(number) => *number,
                _ => None,
            }),
        ),
        Some(Value::Flag(_)) => typed::<BoolType>(
            column,
            values.map(|value| match value {
                Value::Flag(flag) => *flag,
                _ => None,
            }),
        ),
    }
}

/// Values, and for each place whether there is one.
fn typed<T: DataType>(
    column: &mut SerializedColumnWriter<'_>,
    values: impl Iterator<Item = Option<T::T>>,
) -> Result<(), ParquetError> {
    let (mut present, mut levels) = (Vec::new(), Vec::new());
    for value in values {
        levels.push(i16::from(value.is_some()));
        present.extend(value);
    }
    column.typed::<T>().write_batch(&present, Some(&levels), None)?;
    Ok(())
}

fn error(error: ParquetError) -> io::Error {
    io::Error::other(error)
}
