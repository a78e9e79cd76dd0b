//! Enums that know all of their values, so that no test keeps a list of them.

/// A type whose values can be counted.
pub(crate) trait Listed: Sized + Copy + 'static {
    /// All of them.
    const ALL: &'static [Self];
}

impl Listed for bool {
    const ALL: &'static [Self] = &[false, true];
}

/// Declares an enum, and the list of its values: `ALL` where none holds another, else `all()`, with
/// every value of those within.
macro_rules! listed {
    (
        $(#[$attr:meta])*
        pub enum $name:ident { $( $(#[$variant_attr:meta])* $variant:ident ),* $(,)? }
    ) => {
        $(#[$attr])*
        pub enum $name { $( $(#[$variant_attr])* $variant ),* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$( Self::$variant ),*];
        }

        impl $crate::listed::Listed for $name {
            const ALL: &'static [Self] = Self::ALL;
        }
    };
    (
        $(#[$attr:meta])*
        pub enum $name:ident {
            $(
                $(#[$variant_attr:meta])*
                $variant:ident
                $( ( $inner:ty ) )?
                $( { $(#[$one_attr:meta])* $one:ident : $first:ty, $(#[$two_attr:meta])* $two:ident : $second:ty $(,)? } )?
            ),* $(,)?
        }
    ) => {
        $(#[$attr])*
        pub enum $name {
            $(
                $(#[$variant_attr])*
                $variant
                $( ($inner) )?
                $( { $(#[$one_attr])* $one: $first, $(#[$two_attr])* $two: $second } )?
            ),*
        }

        impl $name {
            /// All of them, with every value of what is within.
            pub fn all() -> impl Iterator<Item = Self> {
                core::iter::empty()$(
                    .chain(listed!(@values $variant $( ($inner) )? $( { $one: $first, $two: $second } )?))
                )*
            }
        }
    };
    (@values $variant:ident) => { core::iter::once(Self::$variant) };
    (@values $variant:ident ($inner:ty)) => {
        <$inner as $crate::listed::Listed>::ALL.iter().map(|&inner| Self::$variant(inner))
    };
    (@values $variant:ident { $one:ident : $first:ty, $two:ident : $second:ty }) => {
        <$first as $crate::listed::Listed>::ALL.iter().flat_map(|&$one| {
            let second = <$second as $crate::listed::Listed>::ALL.iter();
            second.map(move |&$two| Self::$variant { $one, $two })
        })
    };
}
pub(crate) use listed;
