//! Tables, each declared once: the columns, their types and what they say.

/// What a column holds; each may also hold nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// UTF-8.
    Text,
    /// 64 bits.
    Integer,
    /// 64 bits.
    Real,
    /// True or false.
    Flag,
    /// Microseconds since 1970, in UTC.
    Time,
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What that says, without a full stop.
    pub about: &'static str,
}

/// A table.
#[derive(Debug)]
pub struct Table {
    /// Its name, and that of its folder.
    pub name: &'static str,
    /// What a row is, without a full stop.
    pub about: &'static str,
    /// Its columns, after those that all tables have ([`COMMON`]).
    pub columns: &'static [Column],
}

/// The columns that all tables begin with.
pub const COMMON: &[Column] = &[
    Column { name: "capture", kind: Kind::Text, about: "BLAKE3 hash of the file" },
    Column { name: "run", kind: Kind::Text, about: "The export that wrote the row" },
];

/// What stands in a column of a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// See [`Kind::Text`].
    Text(Option<String>),
    /// See [`Kind::Integer`].
    Integer(Option<i64>),
    /// See [`Kind::Real`].
    Real(Option<f64>),
    /// See [`Kind::Flag`].
    Flag(Option<bool>),
    /// See [`Kind::Time`].
    Time(Option<i64>),
}

/// A row of a table.
pub(super) trait Row {
    /// The table.
    const TABLE: &'static Table;

    /// What it has in the columns, in their order.
    fn values(self) -> Vec<Value>;
}

/// The type of a field, by its kind.
pub(super) mod field {
    /// See [`Kind::Text`](super::Kind::Text).
    pub(in crate::export) type Text = Option<String>;
    /// See [`Kind::Integer`](super::Kind::Integer).
    pub(in crate::export) type Integer = Option<i64>;
    /// See [`Kind::Real`](super::Kind::Real).
    pub(in crate::export) type Real = Option<f64>;
    /// See [`Kind::Flag`](super::Kind::Flag).
    pub(in crate::export) type Flag = Option<bool>;
    /// See [`Kind::Time`](super::Kind::Time).
    pub(in crate::export) type Time = Option<i64>;
}

/// Declares a table and the struct of its rows.
macro_rules! table {
    (
        $(#[doc = $about:literal])+
        $row:ident = $name:literal {
            $($(#[doc = $doc:literal])+ $field:ident: $kind:ident,)+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Default)]
        pub(super) struct $row {
            $($(#[doc = $doc])+ pub(super) $field: $crate::export::table::field::$kind,)+
        }

        impl $crate::export::table::Row for $row {
            const TABLE: &'static $crate::export::table::Table = &$crate::export::table::Table {
                name: $name,
                about: concat!($($about),+),
                columns: &[$($crate::export::table::Column {
                    name: stringify!($field),
                    kind: $crate::export::table::Kind::$kind,
                    about: concat!($($doc),+),
                }),+],
            };

            fn values(self) -> Vec<$crate::export::table::Value> {
                vec![$($crate::export::table::Value::$kind(self.$field)),+]
            }
        }
    };
}

pub(super) use table;
